package org.activityrelay.relay.configuration;

import java.util.Map;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;

/**
 * The delivery a destination route is run for, as the exchange variable {@code delivery}:
 * {@code ${variable.delivery.recordKey}}. It has no getters: beside a record's own accessors they make two methods of one
 * name to Camel, which then takes either or refuses, by the order in which the JVM happens to list them.
 *
 * @param id of the delivery; the same for each attempt
 * @param destination name of the destination
 * @param part names a second delivery of the record to the destination; empty for the first
 * @param arguments what the rule handed over, by name
 * @param revision of the record, from 1
 * @param attempt number of this attempt, from 1
 * @param recordKey names the thing written: the same for every revision
 * @param deliveryKey names this one write: record key and revision
 * @param mode {@code live} or {@code dry-run}
 */
public record Delivery(
        String id,
        String destination,
        String part,
        Map<String, String> arguments,
        int revision,
        int attempt,
        String recordKey,
        String deliveryKey,
        String mode) {

    /** Name of the exchange variable. */
    public static final String VARIABLE = "delivery";

    static Delivery of(Claim claim, Mode mode) {
        return new Delivery(
                claim.deliveryId(),
                claim.destination(),
                claim.part(),
                claim.arguments(),
                claim.revision(),
                claim.attempt(),
                claim.recordKey(),
                claim.deliveryKey(),
                mode.word());
    }
}
