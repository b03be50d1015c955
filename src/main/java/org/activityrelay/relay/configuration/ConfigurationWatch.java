package org.activityrelay.relay.configuration;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.configuration.SnapshotReader.FileState;
import org.activityrelay.relay.context.Phases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the files again and again, because notifications do not cross network file systems and mounted volumes. A change
 * is taken up when the files have not changed any further until the next look, so that several saved together come together.
 */
class ConfigurationWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ConfigurationWatch.class);

    private final SnapshotReader reader;
    private final Runnable reload;
    private final Duration interval;
    private ScheduledExecutorService timer;
    private List<FileState> handled;
    private List<FileState> seen;

    /**
     * @param reload takes changed files up
     * @param interval between looks; zero looks never
     */
    ConfigurationWatch(SnapshotReader reader, Runnable reload, Duration interval) {
        this.reader = reader;
        this.reload = reload;
        this.interval = interval;
    }

    @Override
    public synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "configuration-watch");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
        if (!interval.isZero()) {
            timer.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One look; what the first one sees was perhaps saved while the process started. */
    void look() {
        try {
            List<FileState> now = reader.look();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(handled)) {
                reload.run();
                handled = now;
                // What was saved meanwhile need not wait for two more looks.
                seen = reader.look();
            }
        } catch (UncheckedIOException e) {
            seen = null;
            reload.run();
        } catch (RuntimeException e) {
            log.error("Looking for changed files failed and is tried again", e);
        }
    }

    @Override
    public synchronized void stop() {
        if (timer == null) {
            return;
        }
        timer.shutdown();
        try {
            if (!timer.awaitTermination(20, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    @Override
    public int getPhase() {
        return Phases.WATCH;
    }
}
