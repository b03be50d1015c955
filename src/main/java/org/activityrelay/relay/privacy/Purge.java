package org.activityrelay.relay.privacy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes what is older than it may be, in rounds. The ledger is purged by one process at a time, in short transactions
 * with rests between them, so that senders do not notice; files by every process, because each may have its own.
 */
final class Purge implements SmartLifecycle {

    /** The metric of what will be gone before long; tag {@code kind}. */
    static final String EXPIRING = "relay.records.expiring";

    private static final Logger log = LoggerFactory.getLogger(Purge.class);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String CHORE = "purge";
    private static final String WARNING = "expiry_warning";
    /** After so much work, so many times as much rest. */
    private static final int REST = 9;

    private final Retention retention;
    private final List<Copies> places;
    private final RetentionSettings settings;
    private final String owner = UUID.randomUUID().toString();
    private final Map<String, Long> expiring = new ConcurrentHashMap<>();
    private volatile ScheduledExecutorService timer;

    Purge(Retention retention, List<Copies> places, RetentionSettings settings, MeterRegistry meters) {
        this.retention = retention;
        this.places = places;
        this.settings = settings;
        for (String kind : List.of("parked", "unrouted", "rejected")) {
            meters.gauge(EXPIRING, Tags.of("kind", kind), expiring, open -> open.getOrDefault(kind, 0L));
        }
    }

    @Override
    public void start() {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "purge");
            thread.setDaemon(true);
            return thread;
        });
        long every = settings.every().toMillis();
        timer.scheduleWithFixedDelay(this::roundOrLater, Math.min(every, 60_000), every, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer = null;
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    private void roundOrLater() {
        try {
            round();
        } catch (LedgerUnavailableException e) {
            log.info("Nothing is purged now: the ledger does not answer.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("A purge failed; the next one begins anew.", e);
        }
    }

    /** Looks at everything once; throws InterruptedException when the service stops meanwhile. */
    void round() throws InterruptedException {
        Instant now = retention.now();
        files(now);
        expiring.putAll(retention.openBefore(now.minus(settings.parked()).plus(settings.warning())));
        warn();
        if (retention.take(CHORE, owner, LEASE, settings.every())) {
            records(now);
            retention.done(CHORE, owner, settings.every());
        }
    }

    private void files(Instant now) {
        for (Copies copies : places) {
            try {
                int gone = copies.purge(now.minus(settings.settled()), now.minus(settings.parked()));
                if (gone > 0) {
                    log.info("{}: {} were older than they may be, and were deleted", copies.place(), gone);
                }
            } catch (IOException e) {
                log.warn("{} cannot be purged now: {}", copies.place(), e.getMessage());
            }
        }
    }

    /** Once a day, by whichever process comes first. */
    private void warn() {
        long soon = expiring.values().stream().mapToLong(Long::longValue).sum();
        if (soon > 0 && retention.take(WARNING, owner, LEASE, DAY)) {
            retention.done(WARNING, owner, DAY);
            log.warn(
                    "{} records that wait for somebody will be deleted within {} days, because they are nearly as old as"
                            + " relay.ledger.retention.parked allows: {} parked, {} unrouted, {} rejected",
                    soon,
                    settings.warning().toDays(),
                    expiring.get("parked"),
                    expiring.get("unrouted"),
                    expiring.get("rejected"));
        }
    }

    private void records(Instant now) throws InterruptedException {
        Instant settled = now.minus(settings.settled());
        Instant open = now.minus(settings.parked());
        int[] purged = new int[1];
        String[] after = new String[1];
        repeat(() -> {
            Retention.Step step = retention.purge(after[0], settled, open, settings.batch());
            after[0] = step.next();
            purged[0] += step.purged();
            return step.next() == null ? 0 : settings.batch();
        });
        int rejections = repeat(() -> retention.purgeRejections(open, settings.batch()));
        repeat(() -> retention.purgeAudit(now.minus(settings.audit()), settings.batch()));
        repeat(() -> retention.purgeTombstones(now.minus(settings.tombstones()), settings.batch()));
        if (purged[0] + rejections > 0) {
            log.info(
                    "{} interactions and {} rejections were older than they may be, and were deleted",
                    purged[0],
                    rejections);
        }
    }

    /** Until a step does less than a batch; with a rest after each, and as long as no other process took over. */
    private int repeat(IntSupplier step) throws InterruptedException {
        int all = 0;
        int last = settings.batch();
        while (last >= settings.batch() && retention.take(CHORE, owner, LEASE, settings.every())) {
            long began = System.nanoTime();
            last = step.getAsInt();
            all += last;
            TimeUnit.NANOSECONDS.sleep(REST * (System.nanoTime() - began));
        }
        return all;
    }
}
