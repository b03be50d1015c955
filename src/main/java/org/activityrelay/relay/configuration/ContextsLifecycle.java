package org.activityrelay.relay.configuration;

import org.activityrelay.relay.context.Phases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Loads the configuration when the process starts, and ends what runs when it stops. */
class ContextsLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ContextsLifecycle.class);

    private final SnapshotReader reader;
    private final Reloading reloading;
    private final RunningConfiguration running;
    private volatile boolean started;

    ContextsLifecycle(SnapshotReader reader, Reloading reloading, RunningConfiguration running) {
        this.reader = reader;
        this.reloading = reloading;
        this.running = running;
    }

    @Override
    public void start() {
        reloading.begin(reader.read());
        started = true;
        log.info("Configuration {} is loaded", reloading.status().hash());
        running.contexts()
                .destinations()
                .forEach((name, destination) -> log.info(
                        "Destination {} is {}", name, destination.mode().word()));
    }

    @Override
    public void stop() {
        started = false;
        RunningContexts last = running.swap(null);
        if (last != null) {
            last.close();
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return Phases.CONTEXTS;
    }
}
