package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.Claim;

/** One claim on its way through this process: waiting, running, and until its outcome is written. */
final class LeasedDelivery {

    private final Claim claim;
    private final Lane lane;
    private volatile long leaseEnd;
    private volatile boolean lost;
    private Thread worker;
    private Interruption interruption;
    private long interruptedAt;
    private DestinationRoute route;
    private Instant startedAt;
    private long startedNanos;
    private boolean settled;
    private boolean done;

    /** @param leaseEnd in monotonic nanoseconds, counted from before the claim was made, so never too late */
    LeasedDelivery(Claim claim, Lane lane, long leaseEnd) {
        this.claim = claim;
        this.lane = lane;
        this.leaseEnd = leaseEnd;
    }

    Claim claim() {
        return claim;
    }

    Lane lane() {
        return lane;
    }

    long leaseEnd() {
        return leaseEnd;
    }

    void renewed(long until) {
        leaseEnd = until;
    }

    /** Another process may have it now: it must not begin here, and what still runs is overtaken. */
    void lost() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** Whether an attempt of that length would end within the lease. */
    boolean mayBegin(long now, long longest) {
        return !lost && leaseEnd - now >= longest;
    }

    /** Begins on the calling thread. */
    synchronized void begin(DestinationRoute by, Time time) {
        route = by;
        worker = Thread.currentThread();
        startedAt = time.now();
        startedNanos = time.nanos();
    }

    /** From now on no interrupt can reach the thread; one that came too late is taken back. */
    synchronized void end() {
        worker = null;
        Thread.interrupted();
    }

    /** The outcome is on its way to the ledger. */
    synchronized void done() {
        done = true;
    }

    /** Whether it has begun and its outcome is not on its way yet. */
    synchronized boolean isRunning() {
        return route != null && !done;
    }

    /** Interrupts the attempt, once; whether it was running. */
    synchronized boolean interrupt(Interruption why, long now) {
        if (worker == null || interruption != null) {
            return false;
        }
        interruption = why;
        interruptedAt = now;
        worker.interrupt();
        return true;
    }

    /** Why it was interrupted, or null. */
    synchronized Interruption interruption() {
        return interruption;
    }

    synchronized boolean runsLongerThan(long nanos, long now) {
        return worker != null && now - startedNanos > nanos;
    }

    /** Whether it goes on although it was interrupted that long ago. */
    synchronized boolean ignoresInterrupt(long nanos, long now) {
        return worker != null && interruption != null && now - interruptedAt > nanos;
    }

    /** The route that runs it: the one of the configuration at its beginning. */
    synchronized DestinationRoute route() {
        return route;
    }

    synchronized Instant startedAt() {
        return startedAt;
    }

    synchronized Duration took(long now) {
        return Duration.ofNanos(now - startedNanos);
    }

    /** Whether the caller is the one to write the outcome: the worker, or who gave it up. */
    synchronized boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /** Why an attempt is interrupted. */
    enum Interruption {
        TIMEOUT,
        STOP
    }
}
