package org.activityrelay.relay.configuration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of changed configurations. */
final class ReloadMetrics {

    private final Counter applied;
    private final Counter refused;
    private final AtomicInteger stale;

    ReloadMetrics(MeterRegistry meters) {
        applied = Counter.builder("relay.configurations.applied")
                .description("Changed configurations that took effect")
                .register(meters);
        refused = Counter.builder("relay.configurations.refused")
                .description("Changed configurations that were wrong")
                .register(meters);
        stale = meters.gauge("relay.configuration.stale", new AtomicInteger());
    }

    void applied() {
        applied.increment();
        stale(false);
    }

    void refused() {
        refused.increment();
        stale(true);
    }

    /** Whether the files are wrong and something else runs. */
    void stale(boolean is) {
        stale.set(is ? 1 : 0);
    }
}
