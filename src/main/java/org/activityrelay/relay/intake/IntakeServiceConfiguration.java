package org.activityrelay.relay.intake;

import java.util.List;
import org.activityrelay.relay.activity.CurrentDispositions;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Ledger;
import org.activityrelay.relay.ledger.RecordContent;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.routing.Routing;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every door hands its bodies to, and the health of all doors. */
@Configuration
@EnableConfigurationProperties(IntakeSettings.class)
class IntakeServiceConfiguration {

    @Bean
    TenantProfiles tenantProfiles(IntakeSettings settings, CurrentDispositions dispositions) {
        return new ConfiguredTenants(settings, dispositions);
    }

    @Bean
    RecordContent recordContent(TenantProfiles tenants) {
        return new CanonicalContent(tenants);
    }

    @Bean
    IntakeService intake(
            TenantProfiles tenants, Routing routing, Ledger ledger, Rejections rejections, IntakeSettings settings) {
        return new IntakeService(tenants, routing, ledger, rejections, settings);
    }

    /** Health {@code intake}. */
    @Bean
    HealthIndicator intakeHealthIndicator(List<DoorStatus> doors) {
        return new DoorHealth(doors);
    }
}
