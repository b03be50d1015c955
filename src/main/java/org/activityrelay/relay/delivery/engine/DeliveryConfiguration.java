package org.activityrelay.relay.delivery.engine;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.delivery.engine.DeliveryEngine.Surroundings;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DestinationStates;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of stage 4. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DeliverySettings.class, BreakerSettings.class})
class DeliveryConfiguration {

    @Bean
    DeliveryEngine deliveryEngine(
            DeliveryQueue queue,
            Destinations destinations,
            DeliverySettings settings,
            BreakerSettings breaker,
            DestinationStates states,
            ObjectProvider<Clock> clock,
            MeterRegistry meters) {
        return new DeliveryEngine(
                queue,
                destinations,
                Surroundings.real(settings, breaker, states, clock.getIfAvailable(Clock::systemUTC), meters));
    }

    @Bean
    DestinationsHealth destinationsHealthIndicator(DeliveryEngine engine) {
        return new DestinationsHealth(engine);
    }
}
