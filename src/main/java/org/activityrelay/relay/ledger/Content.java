package org.activityrelay.relay.ledger;

import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;

/**
 * Everything that is stored of one record, worked out before it waits for its commit, so that the writer only writes.
 *
 * @param canonical the record as JSON text
 * @param persons hashes of who appears in it
 * @param deliveries of the plan
 * @param type this and the next ones: case-folded, for search; null for nothing
 */
record Content(
        Activity activity,
        String canonical,
        byte[] fingerprint,
        List<byte[]> persons,
        Plan plan,
        List<Planned> deliveries,
        String type,
        String disposition,
        String service,
        String globalInteractionId) {

    /** One delivery of a plan, as it is stored. */
    record Planned(String destination, String part, String recordKey, String arguments, String decision) {

        static Planned of(InteractionKey key, PlannedDelivery delivery) {
            return new Planned(
                    delivery.destination(),
                    delivery.part(),
                    RecordKey.of(key, delivery.destination(), delivery.part()),
                    Json.write(delivery.arguments()),
                    Json.write(delivery.decision()));
        }
    }

    static Content of(InteractionKey key, Activity activity, byte[] fingerprint, List<byte[]> persons, Plan plan) {
        return new Content(
                activity,
                Json.write(activity.json()),
                fingerprint,
                persons,
                plan,
                planned(key, plan),
                Text.searchable(activity.type()),
                Text.searchable(activity.disposition()),
                Text.searchable(activity.service()),
                Text.searchable(activity.globalInteractionId()));
    }

    static List<Planned> planned(InteractionKey key, Plan plan) {
        return plan.deliveries().stream()
                .map(delivery -> Planned.of(key, delivery))
                .toList();
    }

    /** The same record set aside: its own plan does not count. */
    Content unrouted(Plan instead) {
        return new Content(
                activity,
                canonical,
                fingerprint,
                persons,
                instead,
                List.of(),
                type,
                disposition,
                service,
                globalInteractionId);
    }
}
