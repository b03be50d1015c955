package org.activityrelay.relay.api;

import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Deliveries.Item;

/** Deliveries as the API shows them. */
final class DeliveryViews {

    private DeliveryViews() {}

    /** The record of a delivery, and where it is. */
    record Owner(String id, String href, String tenant, String interactionId, int revision, Instant receivedAt) {

        static Owner of(Item item) {
            return new Owner(
                    item.activityId(),
                    ActivityViews.address(item.activityId()),
                    item.tenant(),
                    item.interactionId(),
                    item.revision(),
                    item.receivedAt());
        }
    }

    /**
     * One delivery among many.
     *
     * @param newest whether its revision is the one that counts
     * @param endedAt when it became final, or null
     * @param replayedAt the last time somebody had it delivered again, or null
     */
    record Brief(
            String id,
            String href,
            Owner activity,
            boolean newest,
            String destination,
            String part,
            String mode,
            String state,
            int attempts,
            Instant dueAt,
            Instant endedAt,
            Instant replayedAt,
            String reason) {

        static Brief of(Item item) {
            return new Brief(
                    item.id(),
                    "/api/v1/deliveries/" + item.id(),
                    Owner.of(item),
                    item.newest(),
                    item.destination(),
                    item.part(),
                    item.mode().word(),
                    item.state().word(),
                    item.attempts(),
                    item.dueAt(),
                    item.endedAt(),
                    item.replayedAt(),
                    item.reason());
        }
    }

    /**
     * One delivery and how each attempt went.
     *
     * @param cancelling whether it is in flight and is not repeated after that
     */
    record Whole(
            Brief delivery,
            String externalId,
            String externalUrl,
            String detail,
            boolean cancelling,
            List<Attempt> attempts) {

        static Whole of(Deliveries.Whole whole) {
            return new Whole(
                    Brief.of(whole.item()),
                    whole.externalId(),
                    whole.externalUrl(),
                    whole.detail(),
                    whole.cancelling(),
                    whole.attempts().stream().map(Attempt::of).toList());
        }
    }

    /** @param took milliseconds */
    record Attempt(
            int number,
            String mode,
            Instant startedAt,
            long took,
            String outcome,
            String reason,
            Integer statusCode,
            String detail) {

        static Attempt of(Deliveries.Attempt attempt) {
            return new Attempt(
                    attempt.number(),
                    attempt.mode().word(),
                    attempt.startedAt(),
                    attempt.took(),
                    attempt.outcome(),
                    attempt.reason(),
                    attempt.statusCode(),
                    attempt.detail());
        }
    }
}
