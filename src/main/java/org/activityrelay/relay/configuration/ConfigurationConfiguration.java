package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.routing.RoutingSettings;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
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
            ConfigurableEnvironment environment,
            ConfigurationSettings settings,
            RoutingSettings routing,
            ObjectProvider<ContextCustomizer> customizers,
            ObjectProvider<LoadCheck> checks,
            ObjectProvider<Classifier> classifier,
            ObjectProvider<DryRunStore> dryRuns) {
        return new RelayContexts(new ContextParts(
                new ApplicationContextBeanRepository(application),
                environment::getProperty,
                () -> secrets(environment),
                customizers.orderedStream().toList(),
                new JavaRoutes(application)::builders,
                checks.orderedStream().toList(),
                (failure, evidence) -> classifier.getObject().classify(failure, evidence),
                (claim, requests) -> dryRuns.getObject().keep(claim, requests),
                routing.timeout(),
                retry(environment),
                settings.drain()));
    }

    @Bean
    RunningConfiguration runningConfiguration() {
        return new RunningConfiguration();
    }

    @Bean
    ContextsLifecycle contextsLifecycle(SnapshotReader reader, RelayContexts contexts, RunningConfiguration running) {
        return new ContextsLifecycle(reader, contexts, running);
    }

    @Bean
    IntakeLifecycle intakeLifecycle(RunningConfiguration running) {
        return new IntakeLifecycle(running);
    }

    /** The waits of destinations that do not say; the same key that the delivery stage documents. */
    private static List<Duration> retry(Environment environment) {
        return Binder.get(environment)
                .bind("relay.delivery.retry", Bindable.listOf(Duration.class))
                .orElseThrow(() -> new InvalidSettingException(
                        "relay.delivery.retry",
                        "it has no value",
                        "write the waits between attempts, such as 0s,5s,30s"));
    }

    /** Values of settings whose names say that they are secret. */
    private static Collection<String> secrets(ConfigurableEnvironment environment) {
        Collection<String> secrets = new ArrayList<>();
        environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> List.of(((EnumerablePropertySource<?>) source).getPropertyNames()).stream())
                .filter(name -> SECRET.matcher(name).find())
                .map(environment::getProperty)
                .filter(value -> value != null && !value.isBlank())
                .forEach(secrets::add);
        return secrets;
    }

    private static final java.util.regex.Pattern SECRET =
            java.util.regex.Pattern.compile("(?i)(password|secret|token|api[-_.]?key|credential)[^.]*$");
}
