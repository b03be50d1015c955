package org.activityrelay.relay.delivery.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.Settlement;

/** Counts what was committed, not what was attempted; tags are bounded. */
final class DeliveryMetrics {

    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;
    private final Queue<Gauge> gauges = new ConcurrentLinkedQueue<>();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void attempted(String destination, Settlement settlement) {
        registry.timer("relay.attempts.finished", DESTINATION, destination, "outcome", settlement.outcome())
                .record(settlement.took());
    }

    void written(String destination, Settlement settlement) {
        String reason = Reason.of(settlement.reason()).map(Reason::word).orElse("other");
        switch (settlement.next()) {
            case DELIVERED ->
                count(
                        "relay.deliveries.delivered",
                        destination,
                        "mode",
                        settlement.mode().word());
            case PARKED -> count("relay.deliveries.parked", destination, "reason", reason);
            default -> count("relay.deliveries.retried", destination, "reason", reason);
        }
        if (settlement.outcome().equals("ambiguous")) {
            count("relay.attempts.doubted", destination, "reason", reason);
        }
    }

    /** An outcome that came after the lease was lost and another attempt had begun. */
    void overtaken(String destination) {
        registry.counter("relay.attempts.overtaken", DESTINATION, destination).increment();
    }

    void watch(Lane lane) {
        gauge("relay.deliveries.running", lane, Lane::running);
        gauge("relay.deliveries.claimed", lane, Lane::waiting);
        gauge("relay.destinations.held", lane, held -> held.heldFor() == null ? 0 : 1);
    }

    /** The lanes end with their run. */
    void close() {
        gauges.forEach(registry::remove);
    }

    private void gauge(String name, Lane lane, ToDoubleFunction<Lane> value) {
        gauges.add(Gauge.builder(name, lane, value)
                .tag(DESTINATION, lane.destination())
                .strongReference(true)
                .register(registry));
    }

    private void count(String name, String destination, String tag, String value) {
        registry.counter(name, DESTINATION, destination, tag, value).increment();
    }
}
