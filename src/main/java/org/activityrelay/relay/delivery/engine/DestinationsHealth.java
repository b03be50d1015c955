package org.activityrelay.relay.delivery.engine;

import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Names destinations that deliveries wait for and the configuration has no longer. That is for people, and never DOWN. */
final class DestinationsHealth implements HealthIndicator {

    private final DeliveryEngine engine;

    DestinationsHealth(DeliveryEngine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        DeliveryRun run = engine.run();
        Map<String, Integer> missing = run == null ? Map.of() : run.missing();
        Health.Builder up = Health.up();
        return missing.isEmpty()
                ? up.build()
                : up.withDetail("destination_missing", missing).build();
    }
}
