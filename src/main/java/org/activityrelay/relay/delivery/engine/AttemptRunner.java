package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.Optional;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.delivery.engine.LeasedDelivery.Interruption;
import org.activityrelay.relay.ledger.Settlement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one attempt on a lane's thread, gives up those that run too long, and hands outcomes to the writer. */
final class AttemptRunner {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private final Time time;
    private final SettlementPolicy policy;
    private final Pauses pauses;
    private final SettlementWriter writer;
    private final DeliveryMetrics metrics;

    AttemptRunner(Time time, SettlementPolicy policy, Pauses pauses, SettlementWriter writer, DeliveryMetrics metrics) {
        this.time = time;
        this.policy = policy;
        this.pauses = pauses;
        this.writer = writer;
        this.metrics = metrics;
    }

    /** Runs an attempt that has begun on this thread to its end; never throws. */
    void run(LeasedDelivery delivery) {
        Attempt attempt = deliver(delivery);
        delivery.end();
        Duration took = delivery.took(time.nanos());
        if (!delivery.settle()) {
            delivery.lane().returnedLate();
            return;
        }
        settle(delivery, interrupted(attempt, delivery.interruption()), took);
    }

    /** Settles what ignores its interrupt; its worker's outcome will not count any more. */
    void giveUp(LeasedDelivery delivery) {
        if (!delivery.settle()) {
            return;
        }
        LOG.warn(
                "The attempt of delivery {} to {} does not end; it counts as ambiguous and is tried again",
                delivery.claim().deliveryId(),
                delivery.claim().destination());
        delivery.lane().gaveUp();
        Attempt silent = new Attempt(
                new Outcome.Retry(reason(delivery.interruption()).word(), null, true),
                "The attempt went on although it was interrupted.",
                null,
                delivery.claim().progress());
        settle(delivery, silent, delivery.took(time.nanos()));
    }

    private Attempt deliver(LeasedDelivery delivery) {
        DestinationRoute route = delivery.route();
        try {
            Attempt attempt = route.deliver(delivery.claim());
            return attempt == null || attempt.outcome() == null ? unexpected(delivery, null) : attempt;
        } catch (Throwable failure) {
            LOG.error(
                    "Delivery {} to {} broke its route: {}",
                    delivery.claim().deliveryId(),
                    delivery.claim().destination(),
                    Trouble.of(failure));
            return unexpected(delivery, failure);
        }
    }

    /** Nobody knows how far it came, so it counts as ambiguous. */
    private static Attempt unexpected(LeasedDelivery delivery, Throwable failure) {
        return new Attempt(
                new Outcome.Retry(Reason.UNEXPECTED_ERROR.word(), null, true),
                failure == null ? "The route gave no outcome." : Trouble.of(failure),
                null,
                delivery.claim().progress());
    }

    /** An interrupt surfaces as any failure at all; only a success is to be believed. */
    private static Attempt interrupted(Attempt attempt, Interruption why) {
        if (why == null || attempt.outcome() instanceof Outcome.Delivered) {
            return attempt;
        }
        boolean clear = attempt.outcome() instanceof Outcome.Retry retry && !retry.ambiguous();
        Outcome outcome = new Outcome.Retry(reason(why).word(), null, !clear);
        return new Attempt(outcome, attempt.detail(), attempt.statusCode(), attempt.progress());
    }

    private static Reason reason(Interruption why) {
        return why == Interruption.STOP ? Reason.INTERRUPTED : Reason.ATTEMPT_TIMEOUT;
    }

    private void settle(LeasedDelivery delivery, Attempt attempt, Duration took) {
        Optional<Hold> rest = pauses.ended(delivery, attempt.outcome(), policy.hold(attempt.outcome()), took);
        Duration least = rest.map(Hold::length).orElse(Duration.ZERO);
        Settlement settlement =
                policy.settle(delivery.claim(), delivery.route(), attempt, least, delivery.startedAt(), took);
        metrics.attempted(delivery.claim().destination(), settlement);
        writer.add(delivery, settlement);
        delivery.done();
    }
}
