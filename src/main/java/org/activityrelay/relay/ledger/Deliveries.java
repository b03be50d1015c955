package org.activityrelay.relay.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reading deliveries. Every method throws {@link LedgerUnavailableException}. */
public interface Deliveries {

    /** Counting ends here: more is shown as this many. */
    int MOST_COUNTED = 100_000;

    Optional<Whole> find(String deliveryId);

    /**
     * Newest records first. Looks at so many records per page only: a page may hold fewer than asked for, even none, and
     * still have a next one.
     *
     * @param after what the page before gave as next, or null
     * @param limit 1 to 200
     * @throws IllegalArgumentException when {@code after} is nothing that a page gave
     */
    Page list(DeliveryFilter filter, String after, int limit);

    /**
     * What waits for people, and what is under way, of a tenant or of all.
     *
     * @param tenant or null
     */
    Counts counts(String tenant);

    /**
     * One delivery with enough of its record to recognise it.
     *
     * @param endedAt when it became final, or null
     * @param replayedAt the last time somebody had it delivered again, or null
     * @param newest whether its revision is the one that counts
     */
    record Item(
            String id,
            String activityId,
            String tenant,
            String interactionId,
            int revision,
            boolean newest,
            String type,
            String disposition,
            String service,
            Instant receivedAt,
            String destination,
            String part,
            Mode mode,
            DeliveryState state,
            int attempts,
            Instant dueAt,
            Instant endedAt,
            Instant replayedAt,
            String reason) {}

    /**
     * @param detail of the last attempt, for operators, secrets masked
     * @param cancelling whether it is in flight and will not be repeated after that
     * @param attempts in their order
     */
    record Whole(
            Item item,
            String externalId,
            String externalUrl,
            String detail,
            boolean cancelling,
            List<Attempt> attempts) {}

    /**
     * @param took milliseconds
     * @param outcome a bounded word: delivered, retry, ambiguous, rejected, …
     * @param reason a bounded word, or null
     * @param statusCode HTTP status or SMTP code, or null
     * @param detail for operators: what the receiver answered, secrets masked, or null
     */
    record Attempt(
            int number,
            Mode mode,
            Instant startedAt,
            long took,
            String outcome,
            String reason,
            Integer statusCode,
            String detail) {}

    /** @param next pass as {@code after} for the next page; null on the last */
    record Page(List<Item> items, String next) {}

    /** Each at most {@link #MOST_COUNTED}. */
    record Counts(int unrouted, int parked, int inFlight) {}
}
