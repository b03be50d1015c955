package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationStates;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DeliveryConfigurationTest {

    private final MemoryQueue queue = new MemoryQueue(Clock.systemUTC());
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(DeliveryConfiguration.class)
            .withBean(DeliveryQueue.class, () -> queue)
            .withBean(DestinationStates.class, () -> new MemoryStates(Clock.systemUTC()))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Destinations.class, () -> () -> Map.of("crm", ScriptedRoute.delivering("crm")));

    @Test
    void deliversFromStartToStopOfTheApplication() {
        DeliveryEngine[] engine = new DeliveryEngine[1];
        application.run(context -> {
            engine[0] = context.getBean(DeliveryEngine.class);
            assertThat(engine[0].isRunning()).isTrue();
            String id = queue.add("crm");
            EngineFixture.eventually(() -> assertThat(queue.state(id)).isEqualTo(DeliveryState.DELIVERED));
        });
        assertThat(engine[0].isRunning()).isFalse();
    }
}
