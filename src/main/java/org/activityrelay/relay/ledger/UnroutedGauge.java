package org.activityrelay.relay.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How many records wait for a rule, over all processes, as the ledger said a moment ago; whoever asks waits for nothing. */
final class UnroutedGauge implements AutoCloseable {

    private static final long EVERY_SECONDS = 10;

    private final Deliveries deliveries;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "ledger-unrouted");
        thread.setDaemon(true);
        return thread;
    });
    private volatile double unrouted = Double.NaN;

    UnroutedGauge(Deliveries deliveries, MeterRegistry meters) {
        this.deliveries = deliveries;
        Gauge.builder("relay.records.unrouted.now", this, gauge -> gauge.unrouted)
                .description("Records that wait for a rule; counted up to " + Deliveries.MOST_COUNTED)
                .register(meters);
        timer.scheduleWithFixedDelay(this::sample, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void sample() {
        try {
            unrouted = deliveries.counts(null).unrouted();
        } catch (RuntimeException ledgerAway) {
            unrouted = Double.NaN;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
