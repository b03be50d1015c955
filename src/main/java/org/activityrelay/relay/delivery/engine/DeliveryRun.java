package org.activityrelay.relay.delivery.engine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.delivery.engine.DeliveryEngine.Surroundings;
import org.activityrelay.relay.delivery.engine.LeasedDelivery.Interruption;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DueListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine between one start and its stop: the claiming loop, the lanes, the writer, and the two watches. */
final class DeliveryRun {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

    /** After an interrupt an attempt gets a tenth of its limit to end, and no more than this. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** Counting a long backlog takes a while. */
    private static final Duration SAMPLE = Duration.ofSeconds(5);

    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(1);

    /** To write the last outcomes, once the attempts have ended. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(5);

    private final DeliverySettings settings;
    private final Time time;
    private final Function<ThreadFactory, ExecutorService> workers;
    private final DeliveryMetrics metrics;
    private final AtomicLong generation = new AtomicLong();
    private final Signal signal = new Signal();
    private final Signal ended = new Signal();
    private final Leases leases;
    private final SettlementWriter writer;
    private final AttemptRunner runner;
    private final Lanes lanes;
    private final Pauses pauses;
    private final Backlogs backlogs;
    private final BreakerSettings breaker;
    private final ClaimLoop claims;
    private final Thread claiming;
    private final Thread writing;
    private final ScheduledThreadPoolExecutor watches = new ScheduledThreadPoolExecutor(2, named("delivery-watch"));
    private final long limit;
    private final long grace;

    DeliveryRun(DeliveryQueue queue, Destinations destinations, Surroundings surroundings) {
        settings = surroundings.settings();
        time = surroundings.time();
        workers = surroundings.workers();
        metrics = new DeliveryMetrics(surroundings.meters());
        limit = settings.attemptTimeout().toNanos();
        grace = Math.min(limit / 10, LONGEST_GRACE.toNanos());
        String owner = owner();
        Duration pause = surroundings.shortestPause();
        leases = new Leases(queue, owner, settings.lease(), time, pause);
        writer = new SettlementWriter(queue, pause, this::written);
        lanes = new Lanes(destinations, this::open);
        breaker = surroundings.breaker();
        pauses = new Pauses(surroundings.states(), owner, settings, breaker.window(), time, lanes, signal);
        runner =
                new AttemptRunner(time, new SettlementPolicy(settings, surroundings.random()), pauses, writer, metrics);
        Slots slots = new Slots(surroundings.states(), queue, time, lanes);
        claims = new ClaimLoop(
                queue, owner, settings, time, lanes, pauses, slots, leases, writer, generation, signal, pause);
        backlogs = new Backlogs(surroundings.states(), destinations, time, surroundings.meters());
        claiming = named("delivery-claims").newThread(claims);
        writing = named("delivery-outcomes").newThread(writer);
    }

    void start() {
        writing.start();
        claiming.start();
        every(Math.min(limit / 20, LONGEST_SWEEP.toNanos()), this::sweep);
        every(settings.lease().toNanos() / 8, this::renew);
        every(SAMPLE.toNanos(), backlogs::sample);
        LOG.info(
                "Delivering; an attempt may take {} s, a lease lasts {} s",
                settings.attemptTimeout().toSeconds(),
                settings.lease().toSeconds());
    }

    /** Something may have become due, for these destinations or for {@link DueListener#ANY}. */
    void due(Set<String> destinations) {
        if (destinations.isEmpty()) {
            generation.incrementAndGet();
            signal.raise();
        } else if (lanes.due(destinations)) {
            signal.raise();
        }
    }

    /** Somebody paused or resumed a destination. */
    void pausesChanged() {
        pauses.changed();
        due(DueListener.ANY);
    }

    /**
     * Claims nothing more, gives back what has not begun, lets running attempts end within the drain time, interrupts
     * the rest, and writes all outcomes.
     */
    void stop() {
        try {
            long deadline = System.nanoTime() + settings.drain().toNanos();
            claims.stop();
            lanes.stop();
            join(claiming, deadline);
            claims.giveBackAll();
            if (!awaitAttempts(deadline)) {
                breakOff();
            }
            pauses.writeLast();
            writer.stop();
            join(writing, System.nanoTime() + LAST_WRITE.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            claiming.interrupt();
            writing.interrupt();
            watches.shutdownNow();
            lanes.close();
            metrics.close();
            backlogs.close();
        }
        LOG.info("Stopped delivering; {} deliveries are left to their leases", leases.size());
    }

    /** Interrupts attempts that take too long, and gives up those that ignore it. */
    void sweep() {
        long now = time.nanos();
        leases.running().forEach(delivery -> {
            if (delivery.runsLongerThan(limit, now) && delivery.interrupt(Interruption.TIMEOUT, now)) {
                LOG.warn(
                        "The attempt of delivery {} to {} took longer than {} and is interrupted",
                        delivery.claim().deliveryId(),
                        delivery.claim().destination(),
                        settings.attemptTimeout());
            } else if (delivery.ignoresInterrupt(grace, now)) {
                runner.giveUp(delivery);
            }
        });
    }

    /** Renews leases that have used up a quarter of their time. */
    void renew() {
        leases.renew();
    }

    /** How many deliveries wait for destinations that the running configuration has no longer. */
    Map<String, Integer> missing() {
        return backlogs.missing();
    }

    private Lane open(String destination) {
        ExecutorService threads = workers.apply(named("delivery-" + destination));
        // An attempt that begins late in its lease must still end within it, grace and sweep included.
        long needed = limit + grace + limit / 20;
        Lane lane = new Lane(
                destination,
                time,
                needed,
                threads,
                this::attempt,
                generation::get,
                signal,
                new Breaker(breaker, settings.pause(), time));
        metrics.watch(lane);
        return lane;
    }

    private void attempt(LeasedDelivery delivery) {
        runner.run(delivery);
        ended.raise();
    }

    private void written(SettlementWriter.Entry entry, boolean overtaken) {
        LeasedDelivery delivery = entry.delivery();
        leases.remove(delivery);
        if (overtaken) {
            metrics.overtaken(delivery.claim().destination());
        } else {
            metrics.written(delivery.claim().destination(), entry.settlement());
            say(delivery, entry);
        }
        if (writer.waiting() == ClaimLoop.MOST_UNWRITTEN / 2) {
            signal.raise();
        }
    }

    private static void say(LeasedDelivery delivery, SettlementWriter.Entry entry) {
        if (entry.settlement().next() == DeliveryState.PARKED) {
            LOG.warn(
                    "Delivery {} to {} is parked: {}",
                    delivery.claim().deliveryId(),
                    delivery.claim().destination(),
                    entry.settlement().reason());
        } else {
            LOG.debug(
                    "Delivery {} to {}, attempt {}: {} {}",
                    delivery.claim().deliveryId(),
                    delivery.claim().destination(),
                    entry.settlement().attempt(),
                    entry.settlement().outcome(),
                    entry.settlement().reason());
        }
    }

    private boolean awaitAttempts(long deadline) throws InterruptedException {
        while (leases.running().findAny().isPresent()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            ended.await(left);
        }
        return true;
    }

    /** The drain time is over: what runs is interrupted, and what ignores that is settled as ambiguous. */
    private void breakOff() throws InterruptedException {
        leases.running().forEach(delivery -> delivery.interrupt(Interruption.STOP, time.nanos()));
        if (!awaitAttempts(System.nanoTime() + Math.min(grace, TimeUnit.SECONDS.toNanos(2)))) {
            leases.running().forEach(runner::giveUp);
        }
    }

    private void every(long nanos, Runnable work) {
        watches.scheduleWithFixedDelay(guarded(work), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** A scheduled task that throws is never run again; these must be. */
    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("Watching deliveries failed and is tried again: {}", Trouble.of(failure));
            }
        };
    }

    private static void join(Thread thread, long deadline) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis > 0) {
            thread.join(millis);
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Host, process and a random part: a restarted container has the same host and process id as before. */
    private static String owner() {
        return ManagementFactory.getRuntimeMXBean().getName() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
