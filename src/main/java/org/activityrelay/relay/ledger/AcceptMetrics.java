package org.activityrelay.relay.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts records that were acknowledged, by door and by what became of them. */
final class AcceptMetrics {

    private final MeterRegistry meters;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

    AcceptMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void accepted(String intake, Accepted accepted) {
        String outcome = accepted.duplicate() && accepted.status() != ActivityStatus.ERASED
                ? "duplicate"
                : accepted.status().word();
        counters.computeIfAbsent(new Kind(intake, outcome), this::counter).increment();
    }

    private Counter counter(Kind kind) {
        return Counter.builder("relay.records.accepted")
                .description("Records that were acknowledged")
                .tag("intake", String.valueOf(kind.intake))
                .tag("outcome", kind.outcome)
                .register(meters);
    }

    private record Kind(String intake, String outcome) {}
}
