package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.ledger.DestinationStates.Kind;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
import org.activityrelay.relay.ledger.DestinationStates.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One destination in this process: its own workers, its own waiting claims, its own rate and rest. Nothing here is shared
 * with another destination, so that a hanging one holds up only itself.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Longer than any process runs. */
    private static final Duration ENDLESS = Duration.ofDays(36_500);

    private final String destination;
    private final Time time;
    private final long attemptLimit;
    private final ExecutorService threads;
    private final Consumer<LeasedDelivery> work;
    private final Prospects prospects;
    private final Signal roomChanged;

    private final Deque<LeasedDelivery> waiting = new ArrayDeque<>();
    private final List<LeasedDelivery> returned = new ArrayList<>();
    private final Throughput throughput = new Throughput();
    private DestinationRoute route;
    private RateLimit limit;
    private int workers;
    private int givenUp;
    private Hold hold;
    private long holdEnd;
    private boolean probing;
    private boolean mayProbe;
    private int unwritten;
    private boolean corrected;
    private final Breaker breaker;
    private boolean stopped;

    /**
     * @param attemptLimit nanoseconds a lease must still last for an attempt to begin
     * @param threads unbounded; this lane bounds itself
     * @param work runs one attempt to its end
     * @param generation counts the moments at which something may have become due
     * @param roomChanged raised when more could be claimed
     * @param breaker judges how attempts end
     */
    Lane(
            String destination,
            Time time,
            long attemptLimit,
            ExecutorService threads,
            Consumer<LeasedDelivery> work,
            LongSupplier generation,
            Signal roomChanged,
            Breaker breaker) {
        this.destination = destination;
        this.time = time;
        this.attemptLimit = attemptLimit;
        this.threads = threads;
        this.work = work;
        prospects = new Prospects(generation);
        this.roomChanged = roomChanged;
        this.breaker = breaker;
    }

    String destination() {
        return destination;
    }

    /** The route of the running configuration; null while the configuration has none of this name. */
    synchronized DestinationRoute route() {
        return route;
    }

    /** Takes over a changed configuration. What waits for a removed destination is given back. */
    synchronized void route(DestinationRoute current) {
        if (route == current || stopped) {
            return;
        }
        if (current == null) {
            giveBackWaiting();
        } else {
            if (limit == null ? current.rate() != null : !limit.rate().equals(current.rate())) {
                limit = current.rate() == null ? null : new RateLimit(current.rate(), time);
            }
            if (hold != null && hold.pause()) {
                hold = null;
                corrected = true;
                unwritten++;
                LOG.info("Destination {} goes on: its configuration changed", destination);
            }
        }
        route = current;
        roomChanged.raise();
    }

    /** Something may have become due here; whether the claiming thread, which may be asleep, should look. */
    synchronized boolean due() {
        boolean knewOfNone = isEmpty();
        prospects.changed();
        return knewOfNone;
    }

    /** How many to claim now; what the ledger then says holds for this moment: {@link #offer}. */
    synchronized int ask() {
        prospects.ask();
        return wanted();
    }

    /** None if the ledger had none left since the last news. */
    private int wanted() {
        if (route == null || isHeld() || probing && !mayProbe) {
            return 0;
        }
        startWorkers();
        if (prospects.isEmpty()) {
            return 0;
        }
        int free = concurrency() - busy();
        int ahead = limit == null && !probing ? throughput.ahead(route.concurrency()) : 0;
        // Half-empty before it asks: fewer, larger claims.
        if (waiting.size() > ahead / 2) {
            return 0;
        }
        int room = free + ahead - waiting.size();
        return Math.max(0, limit == null ? room : Math.min(room, limit.available()));
    }

    synchronized Rate rate() {
        return limit == null ? null : limit.rate();
    }

    /** Nothing was due when it asked. */
    synchronized void nothingDue() {
        prospects.nothingMore();
    }

    /** Other processes use up so much of the rate. */
    synchronized void denied(int count) {
        if (limit != null && count > 0) {
            limit.used(count);
        }
    }

    /** Hands over what was claimed when {@code wanted} were asked for. */
    synchronized void offer(List<LeasedDelivery> claimed, int wanted) {
        if (claimed.size() < wanted) {
            prospects.nothingMore();
        }
        if (limit != null && !claimed.isEmpty()) {
            limit.used(claimed.size());
        }
        waiting.addAll(claimed);
        if (route == null || isHeld()) {
            giveBackWaiting();
        }
        startWorkers();
    }

    /** Whether it could take more, and nothing more was due when it last asked. */
    private boolean isEmpty() {
        return route != null && prospects.isEmpty() && !isHeld() && (mayProbe || !probing);
    }

    /** Whether it has nothing due and does not know when it will have; to be told with {@link #nextDue}. */
    synchronized boolean wonders() {
        return isEmpty() && prospects.wonders();
    }

    /** Nothing is due before that time ({@link Time#nanos()}), unless there are news. */
    synchronized void nextDue(long at) {
        prospects.nextDue(at);
    }

    /** Nanoseconds until something is due, {@link Long#MAX_VALUE} if that is not known or not what it waits for. */
    synchronized long untilDue() {
        return isEmpty() ? prospects.untilDue(time.nanos()) : Long.MAX_VALUE;
    }

    /** Nanoseconds until this lane may claim again by itself, {@link Long#MAX_VALUE} if that depends on other events. */
    synchronized long untilChange() {
        if (route == null) {
            return Long.MAX_VALUE;
        }
        if (isHeld()) {
            return holdEnd - time.nanos();
        }
        boolean thirsty = limit != null && !prospects.isEmpty() && busy() < concurrency() && limit.available() == 0;
        return thirsty ? limit.untilNext() : Long.MAX_VALUE;
    }

    /**
     * Rests; what waits goes back to the ledger, what runs goes on. A longer rest already begun stays. Whether it is a
     * new one, which the ledger must then be told: {@link #written()}.
     */
    synchronized boolean hold(Hold next) {
        long end = time.nanos() + next.length().toNanos();
        if (isHeld() && holdEnd - end >= 0) {
            return false;
        }
        if (hold == null || !hold.reason().equals(next.reason()) || !isHeld()) {
            LOG.warn("Destination {} rests for {}: {}", destination, next.length(), next.reason());
        }
        unwritten++;
        rest(next, end);
        return true;
    }

    /** The ledger knows what this lane has told. */
    synchronized void written() {
        unwritten--;
    }

    /** Whether a changed configuration ended a pause, which the ledger must be told; once. */
    synchronized boolean takeCorrected() {
        boolean taken = corrected;
        corrected = false;
        return taken;
    }

    /** Does as the ledger says, unless this lane knows what the ledger does not know yet. */
    synchronized void follow(Pause pause) {
        if (unwritten > 0 || stopped) {
            return;
        }
        if (pause == null) {
            goOn();
        } else if (pause.left() != null && pause.left().toNanos() <= 0) {
            hold = null;
            probing = true;
            breaker.paused(Duration.between(pause.since(), pause.until()).minus(pause.left()));
        } else {
            if (pause.kind() == Kind.TROUBLE) {
                breaker.forget();
            }
            Duration left = pause.left() == null || pause.left().compareTo(ENDLESS) > 0 ? ENDLESS : pause.left();
            if (!isHeld()) {
                LOG.warn("Destination {} is paused: {}", destination, pause.reason());
            }
            rest(new Hold(pause.reason(), left, pause.kind() == Kind.TROUBLE), time.nanos() + left.toNanos());
        }
    }

    private void goOn() {
        if (isHeld() || probing) {
            LOG.info("Destination {} goes on", destination);
            hold = null;
            probing = false;
            breaker.reset();
            roomChanged.raise();
        }
    }

    private void rest(Hold next, long end) {
        hold = next;
        holdEnd = end;
        probing = false;
        mayProbe = false;
        giveBackWaiting();
        roomChanged.raise();
    }

    /** Whether its pause is over in time and one delivery, over all processes, is to show whether it works again. */
    synchronized boolean needsProbe() {
        return route != null && !isHeld() && probing && unwritten == 0;
    }

    synchronized boolean isProber() {
        return mayProbe;
    }

    /** Whether this process is the one that may probe. */
    synchronized void mayProbe(boolean may) {
        if (may && !mayProbe) {
            roomChanged.raise();
        }
        mayProbe = may;
    }

    /** Reason of the present rest, or null. */
    synchronized String heldFor() {
        return isHeld() ? hold.reason() : null;
    }

    /** An attempt ended; how long the destination should rest for that. */
    synchronized Optional<Hold> ended(Outcome outcome, String interaction, Duration took) {
        throughput.took(took);
        return breaker.ended(outcome, interaction, !isHeld() && probing);
    }

    /** How attempts ended lately in this process. */
    synchronized Tally tally() {
        return breaker.tally();
    }

    /** How they ended in others; how long the destination should rest for that. */
    synchronized Optional<Hold> others(Tally told) {
        return isHeld() || probing || route == null ? Optional.empty() : breaker.others(told);
    }

    /** Whether the attempt that ended well was the probe, which the ledger must then be told. */
    synchronized boolean recovered() {
        boolean probed = !isHeld() && probing;
        if (probed) {
            probing = false;
            mayProbe = false;
            breaker.reset();
            unwritten++;
            LOG.info("Destination {} works again", destination);
            roomChanged.raise();
        }
        return probed;
    }

    /**
     * An attempt that ignores its interrupt no longer counts, so that the destination can recover; but only as many as
     * it has workers, so that a receiver which hangs every time does not collect threads.
     */
    synchronized void gaveUp() {
        givenUp++;
        startWorkers();
        roomChanged.raise();
    }

    /** Such an attempt ended after all; its worker ends with it. */
    synchronized void returnedLate() {
        givenUp--;
    }

    /** What is to be given back to the ledger, emptied by the call. */
    synchronized List<LeasedDelivery> takeReturned() {
        List<LeasedDelivery> all = List.copyOf(returned);
        returned.clear();
        return all;
    }

    /** Begins nothing more; everything waiting is to be given back. */
    synchronized void stop() {
        stopped = true;
        route = null;
        giveBackWaiting();
    }

    /** Lets its threads end. */
    void close() {
        threads.shutdown();
    }

    synchronized int running() {
        return workers;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private boolean isHeld() {
        if (hold != null && holdEnd - time.nanos() <= 0) {
            // One delivery tries first: the others keep their attempts if the trouble is still there.
            probing = hold.pause();
            mayProbe = false;
            hold = null;
        }
        return hold != null;
    }

    private int concurrency() {
        return route == null ? 0 : probing ? 1 : route.concurrency();
    }

    private int busy() {
        return workers - (route == null ? 0 : Math.min(givenUp, route.concurrency()));
    }

    private void giveBackWaiting() {
        returned.addAll(waiting);
        waiting.clear();
    }

    private void startWorkers() {
        int wanted = Math.min(concurrency() - busy(), waiting.size());
        for (int i = 0; i < wanted; i++) {
            threads.execute(this::work);
            workers++;
        }
    }

    private void work() {
        LeasedDelivery next = next();
        while (next != null) {
            work.accept(next);
            next = next();
        }
    }

    /** The next to begin; null ends the worker. */
    private synchronized LeasedDelivery next() {
        LeasedDelivery next = null;
        while (next == null && !isHeld() && busy() <= concurrency() && !waiting.isEmpty()) {
            LeasedDelivery first = Objects.requireNonNull(waiting.poll());
            if (first.mayBegin(time.nanos(), attemptLimit)) {
                next = first;
                next.begin(route, time);
            } else {
                returned.add(first);
            }
        }
        if (next == null) {
            workers--;
        }
        if (wanted() > 0 || !returned.isEmpty()) {
            roomChanged.raise();
        }
        return next;
    }
}
