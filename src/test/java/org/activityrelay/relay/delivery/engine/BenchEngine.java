package org.activityrelay.relay.delivery.engine;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.engine.DeliveryEngine.Surroundings;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DestinationStates;

/** An engine as the application has it, for benchmarks and for tests on a real ledger. */
public final class BenchEngine {

    private BenchEngine() {}

    /** With a platform thread for each delivery that runs at a time, as in production. */
    public static DeliveryEngine on(DeliveryQueue queue, Map<String, DestinationRoute> routes) {
        return on(queue, new MemoryStates(Clock.systemUTC()), routes, Surroundings::platformThreads);
    }

    /** With other threads. */
    public static DeliveryEngine on(
            DeliveryQueue queue,
            Map<String, DestinationRoute> routes,
            Function<ThreadFactory, ExecutorService> threads) {
        return on(queue, new MemoryStates(Clock.systemUTC()), routes, threads);
    }

    /** With pauses that other engines share. */
    static DeliveryEngine on(
            DeliveryQueue queue,
            DestinationStates states,
            Map<String, DestinationRoute> routes,
            Function<ThreadFactory, ExecutorService> threads) {
        return on(queue, states, routes, EngineFixture.NEVER, threads);
    }

    /** With a limit to failures. */
    static DeliveryEngine on(
            DeliveryQueue queue,
            DestinationStates states,
            Map<String, DestinationRoute> routes,
            BreakerSettings breaker,
            Function<ThreadFactory, ExecutorService> threads) {
        Surroundings surroundings = new Surroundings(
                EngineFixture.SETTINGS,
                breaker,
                states,
                new Time(Clock.systemUTC(), System::nanoTime),
                RandomGenerator.getDefault(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                threads,
                Duration.ofMillis(100));
        return new DeliveryEngine(queue, () -> routes, surroundings);
    }
}
