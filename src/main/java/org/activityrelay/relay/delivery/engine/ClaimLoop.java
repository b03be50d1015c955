package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop that claims, for all destinations that have room, in one batch. It sleeps until something may have become
 * due: an accept, a retry's time, the end of a rest, or another process's work, which only looking can find.
 */
final class ClaimLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);

    /** Outcomes that wait for the ledger are held in memory; beyond this nothing more is begun. */
    static final int MOST_UNWRITTEN = 1_024;

    /** A due delivery that cannot be claimed (its record key is in flight elsewhere) is not asked for in a tight loop. */
    private static final long SHORTEST_QUIET = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long LONGEST_QUIET = TimeUnit.SECONDS.toNanos(1);

    /** While records keep coming, what is due next is told by them sooner than by the ledger. */
    private static final long LISTENS = TimeUnit.MILLISECONDS.toNanos(5);

    /** But a lane without any, beside busy ones, waits no longer than this for a retry whose time has come. */
    private static final long LISTENS_AT_MOST = TimeUnit.MILLISECONDS.toNanos(100);

    private final DeliveryQueue queue;
    private final String owner;
    private final DeliverySettings settings;
    private final Time time;
    private final Lanes lanes;
    private final Pauses pauses;
    private final Slots slots;
    private final Leases leases;
    private final SettlementWriter writer;
    private final Signal signal;
    private final Outage outage;
    private final AtomicLong generation;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long quiet = SHORTEST_QUIET;
    private long askedAt;
    private long lookedAt;

    /** Whether the ledger may have leased, or not have taken back, what nobody here knows of: its answer was lost. */
    private boolean unsure;

    /**
     * @param generation counts the moments at which something may have become due
     * @param signal raised when there is a reason to look
     */
    ClaimLoop(
            DeliveryQueue queue,
            String owner,
            DeliverySettings settings,
            Time time,
            Lanes lanes,
            Pauses pauses,
            Slots slots,
            Leases leases,
            SettlementWriter writer,
            AtomicLong generation,
            Signal signal,
            Duration shortestPause) {
        this.queue = queue;
        this.owner = owner;
        this.settings = settings;
        this.time = time;
        this.lanes = lanes;
        this.pauses = pauses;
        this.slots = slots;
        this.leases = leases;
        this.writer = writer;
        this.generation = generation;
        this.signal = signal;
        outage = new Outage("Claiming deliveries", shortestPause);
        lookedAt = time.nanos();
        askedAt = lookedAt - LISTENS_AT_MOST;
    }

    /** No more claims; the thread ends soon after. */
    void stop() {
        stopped.countDown();
        signal.raise();
    }

    @Override
    public void run() {
        try {
            while (isRunning()) {
                round();
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("The claiming thread was interrupted");
        }
    }

    private void round() throws InterruptedException {
        try {
            pauses.look(lanes.refresh());
            makeSure();
            giveBack(lanes.takeReturned());
            if (untilLook() <= 0) {
                lookAnew();
            }
            Map<String, Integer> wanted = writer.waiting() < MOST_UNWRITTEN ? lanes.wanted() : Map.of();
            if (wanted.isEmpty()) {
                rest();
            } else {
                claim(wanted);
                outage.over();
            }
        } catch (RuntimeException | Error failure) {
            // Whatever it is, the loop goes on: a relay that stopped delivering in silence would break its promise.
            stopped.await(outage.failed(failure).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void makeSure() {
        if (unsure) {
            int released = queue.releaseAllBut(owner, leases.ids());
            unsure = false;
            if (released > 0) {
                LOG.info("{} claimed deliveries are given back: the ledger's answer was lost", released);
            }
        }
    }

    private void claim(Map<String, Integer> unlimited) {
        Map<String, Integer> wanted = slots.reserve(unlimited);
        if (wanted.isEmpty()) {
            return;
        }
        long leaseEnd = time.nanos() + settings.lease().toNanos();
        unsure = true;
        List<Claim> claims = queue.claim(owner, wanted, settings.lease());
        List<LeasedDelivery> claimed = claims.stream()
                .map(claim -> new LeasedDelivery(claim, lanes.get(claim.destination()), leaseEnd))
                .toList();
        leases.add(claimed);
        unsure = false;
        if (!isRunning()) {
            giveBack(claimed);
            return;
        }
        Map<Lane, List<LeasedDelivery>> byLane = claimed.stream().collect(Collectors.groupingBy(LeasedDelivery::lane));
        wanted.forEach((destination, count) -> {
            Lane lane = lanes.get(destination);
            List<LeasedDelivery> offered = byLane.getOrDefault(lane, List.of());
            lane.offer(offered, count);
            slots.giveBack(lane, count - offered.size());
        });
        if (!claimed.isEmpty()) {
            quiet = SHORTEST_QUIET;
        }
    }

    /** What was claimed and cannot begin here; if the ledger cannot be told, the leases end by themselves. */
    private void giveBack(Collection<LeasedDelivery> unbegun) {
        unbegun.forEach(leases::remove);
        List<Claim> claims = unbegun.stream()
                .filter(delivery -> !delivery.isLost())
                .map(LeasedDelivery::claim)
                .toList();
        if (!claims.isEmpty()) {
            unsure = true;
            queue.release(owner, claims);
            unsure = false;
        }
    }

    /** The same at the end of a run. */
    void giveBackAll() {
        try {
            giveBack(lanes.takeReturned());
        } catch (RuntimeException failure) {
            LOG.warn(
                    "What was claimed and not begun could not be given back; its leases end by themselves: {}",
                    Trouble.of(failure));
        }
    }

    private void rest() throws InterruptedException {
        List<Lane> wondering = lanes.wondering();
        if (!wondering.isEmpty() && time.nanos() - askedAt < LISTENS_AT_MOST && signal.await(LISTENS)) {
            return;
        }
        askWhenDue(wondering);
        if (!signal.await(Math.min(untilLook(), lanes.untilChange()))) {
            lookAnew();
        }
    }

    private void lookAnew() {
        quiet = Math.min(LONGEST_QUIET, quiet * 2);
        lookedAt = time.nanos();
        generation.incrementAndGet();
    }

    /**
     * Nanoseconds until all lanes look into the ledger anew. News do not put it off: those of a busy lane may never end, and
     * another lane's retry, or what another process stored, would wait for ever.
     */
    private long untilLook() {
        long untilDue = lanes.untilDue();
        long sinceLook = time.nanos() - lookedAt;
        return untilDue > 0 ? Math.min(settings.poll().toNanos() - sinceLook, untilDue) : quiet - sinceLook;
    }

    /** Asked once: what changes the answer is news. */
    private void askWhenDue(List<Lane> lanes) {
        if (lanes.isEmpty()) {
            return;
        }
        Optional<Instant> due =
                queue.nextDue(lanes.stream().map(Lane::destination).toList());
        askedAt = time.nanos();
        outage.over();
        Duration wait = due.map(at -> Duration.between(time.now(), at)).orElse(settings.poll());
        long at = time.nanos() + wait.toNanos();
        lanes.forEach(lane -> lane.nextDue(at));
    }

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }
}
