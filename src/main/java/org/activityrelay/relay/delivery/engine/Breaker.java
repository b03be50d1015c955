package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.DestinationStates.Tally;

/**
 * Judges a destination by how its attempts ended, here and as other processes tell: too many failures, or everything
 * forbidden, and it is to rest. Refusals of single records are no failures of the destination. Guarded by its lane.
 */
final class Breaker {

    static final String OPEN = "failure_rate";

    /** So that a window costs the same memory however many attempts end in it. */
    private static final int SLICES = 256;

    private static final Set<String> UNTRIED = Set.of(
            Reason.INTERRUPTED.word(),
            Reason.DESTINATION_MISSING.word(),
            Reason.MAPPING_FAILED.word(),
            Reason.NOTHING_SENT.word());

    private final BreakerSettings settings;
    private final Duration pause;
    private final Time time;
    private final Deque<Slice> window = new ArrayDeque<>();
    private final Set<String> forbidden = new HashSet<>();
    private int ended;
    private int failed;
    private int failedProbes;
    private Tally others = Tally.NONE;

    /** @param pause how long it rests when everything is forbidden */
    Breaker(BreakerSettings settings, Duration pause, Time time) {
        this.settings = settings;
        this.pause = pause;
        this.time = time;
    }

    /** How long the destination should rest now that this attempt ended. */
    Optional<Hold> ended(Outcome outcome, String interaction, boolean probe) {
        if (saysNothing(outcome)) {
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Retry) {
            return failed(probe);
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

    /** Whether an attempt that ended so has not shown anything of the destination: it was not asked. */
    static boolean saysNothing(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return UNTRIED.contains(retry.reason());
        }
        return outcome instanceof Outcome.Rejected rejected && UNTRIED.contains(rejected.reason());
    }

    /** How attempts within the window ended in this process. */
    Tally tally() {
        forgetOld(time.nanos());
        return new Tally(ended, failed);
    }

    /** How they ended in the other processes; how long the destination should rest if that is too much. */
    Optional<Hold> others(Tally told) {
        others = told;
        forgetOld(time.nanos());
        return isTooMuch() ? Optional.of(open()) : Optional.empty();
    }

    /** Another process paused it. */
    void forget() {
        window.clear();
        ended = 0;
        failed = 0;
        others = Tally.NONE;
    }

    /** Whoever probes after so long a pause goes on where other processes, or this one before a restart, have come to. */
    void paused(Duration sinceFirst) {
        long times = sinceFirst.toMillis() / Math.max(1, settings.pause().toMillis()) + 1;
        int probes = 63 - Long.numberOfLeadingZeros(Math.max(1, times)) - 1;
        failedProbes = Math.max(failedProbes, probes);
    }

    /** Somebody ended the pause. */
    void reset() {
        forget();
        failedProbes = 0;
        forbidden.clear();
    }

    private Optional<Hold> failed(boolean probe) {
        add(true);
        if (probe) {
            failedProbes++;
            return Optional.of(open());
        }
        return isTooMuch() ? Optional.of(open()) : Optional.empty();
    }

    private boolean isTooMuch() {
        Tally all = others.plus(new Tally(ended, failed));
        return all.ended() >= settings.attempts() && all.failed() * 100L >= (long) settings.failed() * all.ended();
    }

    private Hold open() {
        forget();
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
        forgetOld(now);
        Slice last = window.peekLast();
        if (last == null || now - last.from > settings.window().toNanos() / SLICES) {
            last = new Slice(now);
            window.add(last);
        }
        last.ended++;
        ended++;
        if (failure) {
            last.failed++;
            failed++;
        }
    }

    private void forgetOld(long now) {
        while (!window.isEmpty()
                && now - window.element().from > settings.window().toNanos()) {
            Slice old = window.remove();
            ended -= old.ended;
            failed -= old.failed;
        }
    }

    /** How attempts ended in a short part of the window. */
    private static final class Slice {

        private final long from;
        private int ended;
        private int failed;

        private Slice(long from) {
            this.from = from;
        }
    }
}
