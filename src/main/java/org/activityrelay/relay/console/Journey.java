package org.activityrelay.relay.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.routing.Decision;

/**
 * One delivery of a record: who asked for it, and how far it is.
 *
 * @param rule the place that asked for it, as {@code 3-routing.camel.yaml:12}; null when it follows an earlier revision
 * @param when the line of the condition around it, or null
 * @param due when it will be tried, while it waits
 * @param reason word for why the last attempt did not deliver, or null
 * @param meaning the same as a sentence
 * @param link to what was written, if it is one that a browser may follow
 * @param recorded what a dry run would have sent
 */
record Journey(
        String id,
        String name,
        String state,
        String tone,
        String mode,
        int attempts,
        String rule,
        String route,
        Integer when,
        Map<String, String> arguments,
        String due,
        String reason,
        String meaning,
        String detail,
        String externalId,
        String link,
        List<Recorded> recorded,
        boolean lively) {

    private static final Duration SOON = Duration.ofMinutes(1);

    static Journey of(StoredDelivery delivery, List<Recorded> recorded, Clockface clockface, Instant now) {
        Line.Chip chip = Line.Chip.of(delivery);
        Decision rule = delivery.decision();
        boolean waits = delivery.state() == DeliveryState.PENDING;
        return new Journey(
                delivery.id(),
                chip.name(),
                chip.state(),
                chip.tone(),
                delivery.mode().word(),
                delivery.attempts(),
                rule == null ? null : rule.file() + ":" + rule.line(),
                rule == null ? null : rule.routeId(),
                rule == null ? null : rule.whenLine(),
                delivery.arguments(),
                waits ? clockface.show(delivery.dueAt()) : null,
                delivery.reason(),
                Wording.meaning(delivery.reason()),
                delivery.detail(),
                delivery.externalId(),
                Fact.link(delivery.externalUrl()),
                recorded,
                isLively(delivery, now));
    }

    private static boolean isLively(StoredDelivery delivery, Instant now) {
        return delivery.state() == DeliveryState.IN_FLIGHT
                || delivery.state() == DeliveryState.PENDING
                        && delivery.dueAt().isBefore(now.plus(SOON))
                        && delivery.dueAt().isAfter(now.minus(SOON));
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "Journey[" + id + "]";
    }
}
