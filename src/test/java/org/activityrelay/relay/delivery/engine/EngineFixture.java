package org.activityrelay.relay.delivery.engine;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.activityrelay.relay.delivery.engine.DeliveryEngine.Surroundings;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.awaitility.core.ThrowingRunnable;

/** An engine on a queue in memory, with time that the test moves. */
final class EngineFixture implements AutoCloseable {

    static final DeliverySettings SETTINGS = new DeliverySettings(
            RetrySchedule.of("0, 5s, 30s, 5m"),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    /** So that tests of other things may fail as often as they like. */
    static final BreakerSettings NEVER = new BreakerSettings(
            Integer.MAX_VALUE,
            70,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Integer.MAX_VALUE);

    final FakeTime time = new FakeTime();
    final MemoryStates states = new MemoryStates(time);
    final MemoryQueue queue = new MemoryQueue(time);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile Map<String, DestinationRoute> routes = Map.of();
    private DeliverySettings settings = SETTINGS;
    private BreakerSettings breaker = NEVER;
    private DeliveryEngine engine;

    EngineFixture with(DeliverySettings other) {
        settings = other;
        return this;
    }

    EngineFixture with(BreakerSettings other) {
        breaker = other;
        return this;
    }

    EngineFixture start(ScriptedRoute... present) {
        return start(queue, present);
    }

    EngineFixture start(DeliveryQueue on, ScriptedRoute... present) {
        configure(present);
        engine = engine(on);
        engine.start();
        return this;
    }

    /** One more process on the same queue. */
    DeliveryEngine engine(DeliveryQueue on) {
        Surroundings surroundings = new Surroundings(
                settings,
                breaker,
                states,
                time.time(),
                new Random(7),
                meters,
                Surroundings::platformThreads,
                Duration.ofMillis(1));
        return new DeliveryEngine(on, () -> routes, surroundings);
    }

    DeliveryEngine engine() {
        return engine;
    }

    /** As a changed configuration does: a new map. */
    void configure(ScriptedRoute... present) {
        routes = Arrays.stream(present).collect(Collectors.toMap(ScriptedRoute::name, Function.identity()));
        queue.due();
    }

    void advance(Duration by) {
        time.advance(by);
        queue.due();
    }

    void sweep() {
        engine.run().sweep();
    }

    void renew() {
        engine.run().renew();
    }

    void awaitState(String id, DeliveryState state) {
        eventually(() ->
                org.assertj.core.api.Assertions.assertThat(queue.state(id)).isEqualTo(state));
    }

    void awaitCount(DeliveryState state, long count) {
        eventually(() ->
                org.assertj.core.api.Assertions.assertThat(queue.count(state)).isEqualTo(count));
    }

    static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(assertion);
    }

    double counted(String name, String... tags) {
        io.micrometer.core.instrument.Counter counter =
                meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.stop();
        }
    }
}
