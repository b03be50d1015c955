package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Masking;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Settlement;

/** Turns an attempt's outcome into what the ledger writes: final, parked, or due again when. */
final class SettlementPolicy {

    /** Spreads the retries of what failed together. */
    private static final double JITTER = 0.2;

    /** A receiver that asks for more is asked again after this. */
    private static final Duration LONGEST_WISH = Duration.ofHours(24);

    /** What this side broke off is no fault of the record: it never parks it, and it does not make it wait for hours. */
    private static final Duration AFTER_INTERRUPTION = Duration.ofSeconds(5);

    private final DeliverySettings settings;
    private final RandomGenerator random;

    SettlementPolicy(DeliverySettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * @param rest of the destination that begins with this attempt: the delivery is not due earlier, so that another one
     *     tries first when it is over
     */
    Settlement settle(
            Claim claim, DestinationRoute route, Attempt attempt, Duration rest, Instant startedAt, Duration took) {
        Draft draft = new Draft(claim, route, attempt, startedAt, took);
        Outcome outcome = attempt.outcome();
        if (outcome instanceof Outcome.Delivered delivered) {
            return draft.delivered(delivered);
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            boolean nothing = Reason.NOTHING_SENT.word().equals(rejected.reason());
            return draft.parked(nothing ? rejected.reason() : rejected.word(), rejected.reason(), attempt.detail());
        }
        return again(draft, route, rest);
    }

    /** How long the whole destination rests after this outcome, if it should. */
    Optional<Hold> hold(Outcome outcome) {
        if (outcome instanceof Outcome.Pause pause) {
            return Optional.of(new Hold(pause.reason(), least(pause), true));
        }
        if (outcome instanceof Outcome.Retry retry) {
            Reason reason = Reason.of(retry.reason()).orElse(null);
            // Greylisting and the like name a time for one record; these two speak for the receiver.
            if (reason == Reason.RATE_LIMITED || reason == Reason.UNAVAILABLE && retry.after() != null) {
                return Optional.of(new Hold(retry.reason(), least(retry), false));
            }
        }
        return Optional.empty();
    }

    private Settlement again(Draft draft, DestinationRoute route, Duration rest) {
        Outcome outcome = draft.attempt.outcome();
        String word = outcome.word();
        if (Reason.INTERRUPTED.word().equals(outcome.reason())) {
            return draft.retry(word, outcome.reason(), jitter(AFTER_INTERRUPTION));
        }
        Optional<Duration> wait = schedule(route).after(draft.claim.scheduled());
        if (wait.isEmpty() && Reason.QUOTA_SPENT.word().equals(outcome.reason())) {
            // What a day allows says nothing of the record: it waits for a day on which there is something left.
            wait = Optional.of(settings.pause());
        }
        if (wait.isEmpty()) {
            String given = "Given up after " + draft.claim.scheduled() + " attempts. ";
            String detail = draft.attempt.detail();
            return draft.parked(word, outcome.reason(), detail == null ? given : given + detail);
        }
        Duration jittered = jitter(wait.get());
        return draft.retry(word, outcome.reason(), longest(jittered, least(outcome), rest));
    }

    private static Duration longest(Duration... waits) {
        return Collections.max(Arrays.asList(waits));
    }

    private RetrySchedule schedule(DestinationRoute route) {
        List<Duration> own = route.retry();
        return own == null || own.isEmpty() ? settings.retry() : new RetrySchedule(own);
    }

    private Duration jitter(Duration wait) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(wait.toMillis() * factor));
    }

    /** Not earlier than this, whatever the schedule says. */
    private Duration least(Outcome outcome) {
        Duration least = Duration.ZERO;
        if (outcome instanceof Outcome.Pause pause) {
            least = pause.until() == null ? settings.pause() : pause.until();
        } else if (outcome instanceof Outcome.Retry retry) {
            boolean limited = Reason.RATE_LIMITED.word().equals(retry.reason());
            least = retry.after() != null ? retry.after() : limited ? settings.throttle() : Duration.ZERO;
        }
        return least.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : least;
    }

    /** What every settlement of this attempt has in common. */
    private record Draft(Claim claim, DestinationRoute route, Attempt attempt, Instant startedAt, Duration took) {

        Settlement delivered(Outcome.Delivered to) {
            return settlement(
                    DeliveryState.DELIVERED,
                    null,
                    "delivered",
                    null,
                    attempt.detail(),
                    to.externalId(),
                    to.externalUrl());
        }

        Settlement parked(String outcome, String reason, String detail) {
            return settlement(DeliveryState.PARKED, null, outcome, reason, detail, null, null);
        }

        Settlement retry(String outcome, String reason, Duration in) {
            return settlement(DeliveryState.PENDING, in, outcome, reason, attempt.detail(), null, null);
        }

        private Settlement settlement(
                DeliveryState next, Duration in, String outcome, String reason, String detail, String id, String url) {
            return new Settlement(
                    claim.deliveryId(),
                    claim.attempt(),
                    next,
                    in,
                    route.mode(),
                    outcome,
                    reason,
                    Masking.mask(detail),
                    attempt.statusCode(),
                    id,
                    url,
                    attempt.progress(),
                    startedAt,
                    took);
        }
    }
}
