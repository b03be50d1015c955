package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;

/**
 * Judges a destination by how its attempts in this process ended: too many failures, or everything forbidden, and it is to
 * rest. Refusals of single records are no failures of the destination. Guarded by its lane.
 */
final class Breaker {

    static final String OPEN = "failure_rate";

    private final BreakerSettings settings;
    private final Duration pause;
    private final Time time;
    private final Deque<Ended> window = new ArrayDeque<>();
    private final Set<String> forbidden = new HashSet<>();
    private int failed;
    private int failedProbes;

    /** @param pause how long it rests when everything is forbidden */
    Breaker(BreakerSettings settings, Duration pause, Time time) {
        this.settings = settings;
        this.pause = pause;
        this.time = time;
    }

    /** How long the destination should rest now that this attempt ended. */
    Optional<Hold> ended(Outcome outcome, String interaction, boolean probe) {
        if (outcome instanceof Outcome.Retry retry) {
            boolean counts = !Reason.INTERRUPTED.word().equals(retry.reason());
            return counts ? failed(probe) : Optional.empty();
        }
        if (outcome instanceof Outcome.Rejected rejected
                && Reason.FORBIDDEN.word().equals(rejected.reason())) {
            return forbidden(interaction, probe);
        }
        if (!(outcome instanceof Outcome.Pause)) {
            forbidden.clear();
            failedProbes = 0;
            add(false);
        }
        return Optional.empty();
    }

    /** Somebody ended the pause. */
    void reset() {
        window.clear();
        failed = 0;
        failedProbes = 0;
        forbidden.clear();
    }

    private Optional<Hold> failed(boolean probe) {
        add(true);
        if (probe) {
            failedProbes++;
            return Optional.of(open());
        }
        if (window.size() < settings.attempts() || failed * 100L < (long) settings.failed() * window.size()) {
            return Optional.empty();
        }
        return Optional.of(open());
    }

    private Hold open() {
        window.clear();
        failed = 0;
        long millis = settings.pause().toMillis() << Math.min(failedProbes, 16);
        return new Hold(
                OPEN, Duration.ofMillis(Math.min(millis, settings.longestPause().toMillis())), true);
    }

    private Optional<Hold> forbidden(String interaction, boolean probe) {
        forbidden.add(interaction);
        if (forbidden.size() < settings.forbidden() && !probe) {
            return Optional.empty();
        }
        forbidden.clear();
        return Optional.of(new Hold(Reason.FORBIDDEN.word(), pause, true));
    }

    private void add(boolean failure) {
        long now = time.nanos();
        window.add(new Ended(now, failure));
        failed += failure ? 1 : 0;
        while (now - window.element().at > settings.window().toNanos()) {
            failed -= window.remove().failure ? 1 : 0;
        }
    }

    private record Ended(long at, boolean failure) {}
}
