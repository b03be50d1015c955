package org.activityrelay.relay.shadow;

import java.util.SortedMap;
import java.util.TreeMap;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;

/**
 * What was or would be decided about one record.
 *
 * @param unrouted the reason, or null
 * @param failedAt the step that failed, or null
 * @param deliveries by destination and part
 */
record Decided(String unrouted, Decision failedAt, SortedMap<String, Delivery> deliveries) {

    record Delivery(SortedMap<String, String> arguments, Decision rule) {}

    static Decided of(Stored stored) {
        SortedMap<String, Delivery> deliveries = new TreeMap<>();
        stored.deliveries()
                .forEach(delivery -> deliveries.put(
                        name(delivery.destination(), delivery.part()),
                        new Delivery(delivery.arguments(), delivery.rule())));
        return new Decided(stored.unrouted(), stored.failedAt(), deliveries);
    }

    static Decided of(Plan plan) {
        SortedMap<String, Delivery> deliveries = new TreeMap<>();
        plan.deliveries()
                .forEach(delivery -> deliveries.put(
                        name(delivery.destination(), delivery.part()),
                        new Delivery(delivery.arguments(), delivery.decision())));
        return new Decided(plan.unrouted() == null ? null : plan.unrouted().word(), plan.failedAt(), deliveries);
    }

    static String name(String destination, String part) {
        return destination + (part.isEmpty() ? "" : "/" + part);
    }
}
