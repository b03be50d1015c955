package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.context.Phases;
import org.springframework.context.SmartLifecycle;

/** Says in the ledger again and again what this process runs, and that it ends. */
class ConfigurationBeat implements SmartLifecycle {

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final Reloading reloading;
    private ScheduledExecutorService timer;

    ConfigurationBeat(Reloading reloading) {
        this.reloading = reloading;
    }

    @Override
    public synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "configuration-beat");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(reloading::beat, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
            reloading.end();
        }
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
