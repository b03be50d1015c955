package org.activityrelay.relay.routing;

import java.util.List;

/**
 * What routing decided for one record. Evaluating the routes only makes a plan; nothing is sent.
 *
 * @param deliveries destinations with arguments, unique by destination and part; empty when unrouted
 * @param unrouted why there are none, or null
 * @param detail for operators: what failed, without personal data, or null
 * @param failedAt the step that failed, or null
 * @param configurationHash hash of the configuration snapshot that decided
 */
public record Plan(
        List<PlannedDelivery> deliveries,
        UnroutedReason unrouted,
        String detail,
        Decision failedAt,
        String configurationHash) {

    public Plan {
        deliveries = List.copyOf(deliveries);
    }

    /** A plan with destinations; unrouted, reason {@code no_rule_matched}, when there are none. */
    public static Plan of(List<PlannedDelivery> deliveries, String configurationHash) {
        UnroutedReason unrouted = deliveries.isEmpty() ? UnroutedReason.NO_RULE_MATCHED : null;
        return new Plan(deliveries, unrouted, null, null, configurationHash);
    }

    /** A plan without destinations. */
    public static Plan unrouted(UnroutedReason reason, String detail, Decision failedAt, String configurationHash) {
        return new Plan(List.of(), reason, detail, failedAt, configurationHash);
    }
}
