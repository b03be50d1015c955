package org.activityrelay.relay.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes whole interactions out of the ledger for good, in two steps, between which copies elsewhere can be erased while
 * the ledger still knows them: {@link #hold} and {@link #erase}. Everything throws {@link LedgerUnavailableException}.
 */
public interface Erasures {

    /** How many interactions are held and erased at once, at most. */
    int AT_ONCE = 100;

    /**
     * Whom or what to erase: one of the last three is set.
     *
     * @param tenant only what belongs to this one, or null
     * @param phone in the form by which records are found
     * @param email in the form by which records are found
     * @param interactionId in any case
     */
    record Subject(String tenant, String phone, String email, String interactionId) {

        /** Shows no one. */
        @Override
        public String toString() {
            return "Subject[" + kind() + "]";
        }

        /** Which of them it is: {@code phone}, {@code email} or {@code interactionId}. */
        public String kind() {
            return phone != null ? "phone" : email != null ? "email" : "interactionId";
        }
    }

    /**
     * An interaction with all its revisions.
     *
     * @param interactionId as sent first
     * @param activityIds of its revisions
     */
    record Interaction(
            String id, String tenant, String kind, String interactionId, int revision, List<String> activityIds) {}

    /**
     * Where a revision was sent, or was to be sent.
     *
     * @param externalId what the receiver calls it, as soon as it has said so
     * @param written whether a request of it was made that the receiver has not refused for good
     * @param confirmed whether the receiver has said what it holds, whatever became of the delivery then
     */
    record Sent(
            String id,
            String activityId,
            String destination,
            String part,
            String recordKey,
            Mode mode,
            DeliveryState state,
            boolean ambiguous,
            String externalId,
            String externalUrl,
            boolean written,
            boolean confirmed) {

        /** Whether a receiver outside has it, or may have it. */
        public boolean mayHaveArrived() {
            return written || mode == Mode.LIVE && (ambiguous || state == DeliveryState.DELIVERED);
        }

        /** Whether the receiver has said that it has it. */
        public boolean isCertain() {
            return confirmed || state == DeliveryState.DELIVERED;
        }
    }

    /**
     * Interactions of which nothing more is claimed.
     *
     * @param cancelled deliveries that were waiting until then
     */
    record Held(List<Interaction> interactions, List<Sent> deliveries, List<String> cancelled) {

        /** Whether some are being delivered at this moment. */
        public boolean isInFlight() {
            return deliveries.stream().anyMatch(sent -> sent.state() == DeliveryState.IN_FLIGHT);
        }
    }

    /** A keyed hash that stands for the subject where it must not be named. */
    String reference(Subject subject);

    /** Ids of the interactions in any revision of which the subject appears. */
    List<String> find(Subject subject);

    /** Looks at interactions without touching them. At most {@link #AT_ONCE}. */
    Held look(List<String> interactions);

    /** Cancels what still waits to be delivered. At most {@link #AT_ONCE}. */
    Held hold(List<String> interactions);

    /** Lets cancelled deliveries wait again. */
    void release(Collection<String> cancelled);

    /** How many rows each table has of them. */
    Map<String, Integer> count(Held held);

    /**
     * Erases the interactions, leaves tombstones for them, and notes the deed, in one transaction.
     *
     * @return how many rows of each table, or nothing when something was added or is to be delivered since they were
     *     held: then nothing is erased
     */
    Optional<Map<String, Integer>> erase(Held held, Audit.Deed deed);

    /** The attempts to deliver a revision, in their order, with what receivers answered. */
    List<Attempt> attempts(String activityId);

    /** What receivers that are looked after field by field were sent of a revision, and hold, by delivery. */
    Map<String, WriteLog.Entry> written(String activityId);

    /** One attempt. */
    record Attempt(
            String deliveryId,
            int number,
            Instant startedAt,
            String outcome,
            String reason,
            Integer statusCode,
            String detail) {}

    /**
     * Finds refused bodies, and erases them.
     *
     * @param holds whether a body holds what is to be erased
     * @param correctedAs activities that corrected bodies became
     * @param onlyCount whether to leave them where they are
     * @return their ids
     */
    List<String> rejections(Predicate<byte[]> holds, Collection<String> correctedAs, boolean onlyCount);
}
