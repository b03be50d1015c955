package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.activityrelay.relay.routing.Decision;

/** Reading what the ledger holds. */
public interface Records {

    Optional<StoredActivity> find(String activityId);

    /**
     * Newest first, without the original bytes. Looks at so many records per page only: a page may hold fewer than asked
     * for, even none, and still have a next one.
     *
     * @throws IllegalArgumentException when a criterion makes no sense; its message is for the one who asked
     */
    Page search(Query query);

    /** The deliveries of these activities, in one query; what a waiting sender polls. */
    Map<String, List<StoredDelivery>> deliveries(Collection<String> activityIds);

    /**
     * How many records came in lately, of a tenant or of all.
     *
     * @param tenant or null
     */
    Received received(String tenant);

    /**
     * By the database's clock; each count at most {@link Deliveries#MOST_COUNTED}.
     *
     * @param last of the last day, or null
     */
    record Received(int lastHour, int lastDay, Instant last) {}

    /**
     * @param canonical the merged canonical record
     * @param unroutedReason bounded word, or null
     * @param unroutedDetail for operators, or null
     * @param failedAt the routing step that failed, or null
     */
    record StoredActivity(
            String id,
            int revision,
            int latestRevision,
            ObjectNode canonical,
            byte[] original,
            String intake,
            String principal,
            Instant receivedAt,
            ActivityStatus status,
            String unroutedReason,
            String unroutedDetail,
            Decision failedAt,
            String configurationHash,
            List<StoredDelivery> deliveries) {}

    /** @param decision rule that asked for it, or null when it follows an earlier revision */
    record StoredDelivery(
            String id,
            String destination,
            String part,
            SortedMap<String, String> arguments,
            Decision decision,
            Mode mode,
            DeliveryState state,
            int attempts,
            Instant dueAt,
            String externalId,
            String externalUrl,
            String reason,
            String detail,
            JsonNode progress) {

        /** One that has achieved nothing yet. */
        public StoredDelivery(
                String id,
                String destination,
                String part,
                SortedMap<String, String> arguments,
                Decision decision,
                Mode mode,
                DeliveryState state,
                int attempts,
                Instant dueAt,
                String externalId,
                String externalUrl,
                String reason,
                String detail) {
            this(
                    id,
                    destination,
                    part,
                    arguments,
                    decision,
                    mode,
                    state,
                    attempts,
                    dueAt,
                    externalId,
                    externalUrl,
                    reason,
                    detail,
                    null);
        }

        /**
         * What the destination has linked it to, {@code contact} or {@code case}.
         *
         * @return its id there, or null
         */
        public String linked(String kind) {
            return progress == null ? null : progress.path("linked").path(kind).asText(null);
        }
    }

    /**
     * Every criterion may be null. Ids compare case-insensitively, phone and email by their normalised form.
     *
     * @param after id of the last row of the page before
     * @param limit 1 to 200
     */
    record Query(
            String tenant,
            String interactionId,
            String globalInteractionId,
            String phone,
            String email,
            String agent,
            String service,
            String type,
            String disposition,
            String status,
            String destination,
            String externalId,
            Instant receivedFrom,
            Instant receivedTo,
            String after,
            int limit) {

        /** All revisions of one interaction, as far as a page goes. */
        public static Query ofInteraction(String tenant, String interactionId) {
            return new QueryBuilder()
                    .tenant(tenant)
                    .interactionId(interactionId)
                    .limit(200)
                    .build();
        }
    }

    /** @param next pass as {@code after} for the next page; null on the last */
    record Page(List<StoredActivity> items, String next) {}
}
