package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.activityrelay.relay.configuration.LiveTrial;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Masking;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Settlement;
import org.activityrelay.relay.ledger.Trials;

/** Does a trial: takes the delivery, sends it within a time, and settles it. */
final class TrialAttempt {

    /** No receiver is waited for any longer; the lease outlasts it. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    static final Duration LEASE = Duration.ofMinutes(5);

    private final Trials trials;
    private final DeliveryQueue queue;
    private final Audit audit;

    TrialAttempt(Trials trials, DeliveryQueue queue, Audit audit) {
        this.trials = trials;
        this.queue = queue;
        this.audit = audit;
    }

    /**
     * One delivery, noted in the audit trail before and after. Of a stored record the ledger knows how it ended.
     *
     * @throws TrialRefusedException when somebody else is at it
     */
    LiveTrial.Watched run(String destination, TrialDelivery candidate, LiveTrial live, String who) {
        Claim claim = candidate.isStored() ? taken(candidate.deliveryId()) : candidate.claim();
        ObjectNode what = JsonNodeFactory.instance.objectNode().put("destination", destination);
        if (candidate.isStored()) {
            what.put("activity", claim.activityId());
        } else {
            what.put("recordKey", claim.recordKey());
        }
        Instant begun = Instant.now();
        LiveTrial.Watched watched = null;
        boolean noted = false;
        try {
            audit.note(new Audit.Deed(who, "try", what, 1, null));
            noted = true;
            watched = within(() -> live.deliver(claim, candidate.isStored()));
        } finally {
            if (candidate.isStored()) {
                Attempt attempt = watched == null ? brokenOff(claim, noted) : watched.attempt();
                queue.settle(List.of(settlement(claim, attempt, begun)));
            }
        }
        audit.note(new Audit.Deed(who, "try_ended", what, null, TrialWords.outcome(watched.attempt())));
        return watched;
    }

    private Claim taken(String deliveryId) {
        String owner = ManagementFactory.getRuntimeMXBean().getName() + "/try-" + UUID.randomUUID();
        return trials.take(deliveryId, owner, LEASE)
                .orElseThrow(
                        () -> new TrialRefusedException(
                                409,
                                "busy",
                                "This record is being delivered there now, or was changed meanwhile. Try it again in a moment."));
    }

    private static LiveTrial.Watched within(Supplier<LiveTrial.Watched> delivery) {
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "trial");
            worker.setDaemon(true);
            return worker;
        });
        try {
            Future<LiveTrial.Watched> result = thread.submit(delivery::get);
            return result.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new LiveTrial.Watched(
                    new Attempt(
                            new Outcome.Retry("attempt_timeout", null, true),
                            "no end within " + LONGEST.toSeconds() + " s",
                            null,
                            null),
                    List.of());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    /** @param mayHaveArrived whether anything may have been sent by then */
    private static Attempt brokenOff(Claim claim, boolean mayHaveArrived) {
        return new Attempt(
                new Outcome.Retry("unexpected_error", null, mayHaveArrived),
                "the trial broke off",
                null,
                claim.progress());
    }

    /** What did not arrive waits again, and is recorded as before. */
    private static Settlement settlement(Claim claim, Attempt attempt, Instant begun) {
        boolean delivered = attempt.outcome() instanceof Outcome.Delivered;
        Outcome.Delivered to = delivered ? (Outcome.Delivered) attempt.outcome() : null;
        return new Settlement(
                claim.deliveryId(),
                claim.attempt(),
                delivered ? DeliveryState.DELIVERED : DeliveryState.PENDING,
                delivered ? null : Duration.ZERO,
                Mode.LIVE,
                attempt.outcome().word(),
                attempt.outcome().reason(),
                Masking.mask(attempt.detail()),
                attempt.statusCode(),
                delivered ? to.externalId() : null,
                delivered ? to.externalUrl() : null,
                attempt.progress(),
                begun,
                Duration.between(begun, Instant.now()));
    }
}
