package org.activityrelay.relay.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.configuration.ConfigurationSettings;
import org.activityrelay.relay.configuration.ContextParts;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.Classifier;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.WriteLog;
import org.activityrelay.relay.routing.RoutingSettings;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Builds contexts in which records are tried, from settings and files alone: no ledger, no doors, no destination that
 * lives. What it built must be closed before it is closed itself.
 */
public final class TrialContexts implements AutoCloseable {

    private static final String CASE = "settings of a case";

    private final AnnotationConfigApplicationContext application;

    private TrialContexts(AnnotationConfigApplicationContext application) {
        this.application = application;
    }

    /**
     * @param settings as the service would see them
     * @param instead values that come before those, by key
     */
    public static TrialContexts of(ConfigurableEnvironment settings, Map<String, String> instead) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        for (PropertySource<?> source : settings.getPropertySources()) {
            if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
                environment.getPropertySources().addLast(source);
            }
        }
        environment.getPropertySources().addFirst(new MapPropertySource(CASE, Map.copyOf(instead)));
        ConfigurationPropertySources.attach(environment);
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.setEnvironment(environment);
        application.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        application.register(Parts.class);
        application.refresh();
        return new TrialContexts(application);
    }

    /** The files that the settings name, as they are now. */
    public Snapshot read() {
        ConfigurationSettings folders = application.getBean(ConfigurationSettings.class);
        return new SnapshotReader(folders.routes(), folders.site()).read();
    }

    /**
     * Builds what would run from these files.
     *
     * @throws org.activityrelay.relay.configuration.RefusedConfigurationException with everything that is wrong
     */
    public RunningContexts build(Snapshot snapshot) {
        return application.getBean(RelayContexts.class).buildRehearsal(snapshot);
    }

    /** Explains what would happen in contexts of {@link #build}. */
    public Explainer explainer(RunningContexts contexts) {
        return explainer(application.getEnvironment(), contexts);
    }

    /** Explains by contexts that somebody else built from these settings, which must be right. */
    public static Explainer explainer(ConfigurableEnvironment settings, RunningContexts contexts) {
        Dispositions dispositions = contexts.snapshot()
                .bytes(Snapshot.DISPOSITIONS)
                .map(Dispositions::parse)
                .orElseGet(Dispositions::none);
        IntakeSettings intake =
                Binder.get(settings).bind("relay.intake", IntakeSettings.class).get();
        return new Explainer(contexts, new BodyReader(intake, dispositions), identity(settings));
    }

    /** What takes part in it of a type, in its order. */
    public <T> List<T> parts(Class<T> type) {
        return application.getBeanProvider(type).orderedStream().toList();
    }

    /** The settings by which everything is built. */
    public Environment settings() {
        return application.getEnvironment();
    }

    /** What makes two records the same, by the ledger's settings. */
    static Identity identity(Environment settings) {
        return Binder.get(settings)
                .bind("relay.ledger.identity", Identity.class)
                .orElse(Identity.INTERACTION);
    }

    @Override
    public void close() {
        application.close();
    }

    /**
     * The beans of the service that take part in building contexts, found where the service finds them. Destinations join
     * by being in their package; what they share with the ledger stays out.
     */
    @EnableConfigurationProperties({
        ConfigurationSettings.class,
        DestinationsSettings.class,
        IntakeSettings.class,
        RoutingSettings.class
    })
    @Import(SslAutoConfiguration.class)
    @ComponentScan(
            basePackages = {
                "org.activityrelay.relay.destination",
                "org.activityrelay.relay.delivery.classifier",
                "org.activityrelay.relay.check"
            },
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.destination\\.DestinationConfiguration"))
    static class Parts {

        @Bean
        Secrets secrets(DestinationsSettings settings) {
            return new Secrets(settings);
        }

        @Bean
        TenantProfiles tenants(IntakeSettings settings) {
            return new BodyReader(settings, Dispositions.none()).tenants();
        }

        @Bean
        WriteLog writeLog() {
            return new NothingWritten();
        }

        @Bean
        RelayContexts relayContexts(
                AnnotationConfigApplicationContext application,
                Classifier classifier,
                RoutingSettings routing,
                ConfigurationSettings settings) {
            return new RelayContexts(new ContextParts(
                    new ApplicationContextBeanRepository(application),
                    application.getEnvironment()::getProperty,
                    application
                            .getBeanProvider(ContextCustomizer.class)
                            .orderedStream()
                            .toList(),
                    List::of,
                    application.getBeanProvider(LoadCheck.class).orderedStream().toList(),
                    classifier,
                    new NothingKept(),
                    routing.timeout(),
                    drain(settings)));
        }

        private static Duration drain(ConfigurationSettings settings) {
            return settings.drain() == null ? Duration.ofSeconds(1) : settings.drain();
        }
    }

    /** What was written is asked for only where something lives. */
    private static final class NothingWritten implements WriteLog {

        @Override
        public Optional<Entry> of(String deliveryId) {
            throw new IllegalStateException("a trial writes nothing");
        }

        @Override
        public Optional<Entry> before(Claim claim) {
            throw new IllegalStateException("a trial writes nothing");
        }

        @Override
        public void begin(Claim claim, JsonNode request) {
            throw new IllegalStateException("a trial writes nothing");
        }

        @Override
        public void confirm(Claim claim, JsonNode held, String externalId) {
            throw new IllegalStateException("a trial writes nothing");
        }

        @Override
        public void refuse(Claim claim) {
            throw new IllegalStateException("a trial writes nothing");
        }
    }

    /** A dry-run keeps what it would have sent; a trial shows it. */
    private static final class NothingKept implements DryRunStore {

        @Override
        public void keep(Claim claim, List<RecordedRequest> requests) {
            throw new IllegalStateException("a trial keeps nothing");
        }

        @Override
        public List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
            throw new IllegalStateException("a trial keeps nothing");
        }
    }
}
