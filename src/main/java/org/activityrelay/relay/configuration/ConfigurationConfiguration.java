package org.activityrelay.relay.configuration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.activityrelay.relay.activity.CurrentDispositions;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.ledger.Configurations;
import org.activityrelay.relay.routing.RoutingSettings;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConfigurationSettings.class, RoutingSettings.class})
class ConfigurationConfiguration {

    @Bean
    SnapshotReader snapshotReader(ConfigurationSettings settings) {
        return new SnapshotReader(settings.routes(), settings.site());
    }

    @Bean
    RelayContexts relayContexts(
            ApplicationContext application,
            Environment environment,
            ConfigurationSettings settings,
            RoutingSettings routing,
            ObjectProvider<ContextCustomizer> customizers,
            ObjectProvider<LoadCheck> checks,
            Classifier classifier,
            DryRunStore dryRuns) {
        return new RelayContexts(new ContextParts(
                new ApplicationContextBeanRepository(application),
                environment::getProperty,
                customizers.orderedStream().toList(),
                new JavaRoutes(application)::builders,
                checks.orderedStream().toList(),
                classifier,
                dryRuns,
                routing.timeout(),
                settings.drain()));
    }

    @Bean
    RunningConfiguration runningConfiguration() {
        return new RunningConfiguration();
    }

    @Bean
    CurrentDispositions currentDispositions(RunningConfiguration running) {
        return new SnapshotDispositions(running);
    }

    @Bean
    Reloading reloading(
            SnapshotReader reader,
            RelayContexts contexts,
            RunningConfiguration running,
            ObjectProvider<SnapshotTrial> trials,
            Configurations configurations,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<Clock> clock) {
        return new Reloading(
                reader,
                contexts,
                running,
                trials.orderedStream().toList(),
                new ConfigurationNotes(configurations),
                new ReloadMetrics(meters.getIfAvailable(SimpleMeterRegistry::new)),
                clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    ContextsLifecycle contextsLifecycle(SnapshotReader reader, Reloading reloading, RunningConfiguration running) {
        return new ContextsLifecycle(reader, reloading, running);
    }

    @Bean
    ConfigurationWatch configurationWatch(SnapshotReader reader, Reloading reloading, ConfigurationSettings settings) {
        return new ConfigurationWatch(reader, reloading::reload, settings.watch());
    }

    @Bean
    ConfigurationBeat configurationBeat(Reloading reloading) {
        return new ConfigurationBeat(reloading);
    }

    @Bean
    ConfigurationHealth configurationHealthIndicator(Reloading reloading) {
        return new ConfigurationHealth(reloading);
    }

    @Bean
    IntakeLifecycle intakeLifecycle(RunningConfiguration running) {
        return new IntakeLifecycle(running);
    }
}
