package org.activityrelay.relay.configuration;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Says which configuration runs, and what is wrong with the files if they are refused. What runs works: never DOWN. */
class ConfigurationHealth implements HealthIndicator {

    private static final int MOST = 20;

    private final Reloading reloading;

    ConfigurationHealth(Reloading reloading) {
        this.reloading = reloading;
    }

    @Override
    public Health health() {
        ConfigurationStatus status = reloading.status();
        Health.Builder up = Health.up();
        if (status == null) {
            return up.build();
        }
        up.withDetail("hash", status.hash()).withDetail("stale", status.isStale());
        if (status.isStale()) {
            up.withDetail(
                    "findings",
                    status.refused().findings().stream()
                            .limit(MOST)
                            .map(Finding::toString)
                            .toList());
        }
        return up.build();
    }
}
