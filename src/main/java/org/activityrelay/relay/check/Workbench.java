package org.activityrelay.relay.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.configuration.ContextParts;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Checks files without a service: only what takes part in reading them is made, and that from settings that may be wrong
 * themselves. No ledger, no door, no destination that lives.
 */
public final class Workbench implements AutoCloseable {

    private final AnnotationConfigApplicationContext parts = new AnnotationConfigApplicationContext();
    private final ConfigurableEnvironment settings;
    private final List<Finding> mistakes;

    /** @param settings as the service would see them */
    public Workbench(ConfigurableEnvironment settings) {
        this.settings = settings;
        ConfigurationPropertySources.attach(settings);
        SettingsCheck check = new SettingsCheck(settings);
        mistakes = check.findings();
        parts.setEnvironment(settings);
        parts.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
        parts.registerBean(DestinationsSettings.class, check::destinations);
        parts.register(Parts.class);
        parts.refresh();
    }

    /** The files that the settings name, as they are now. */
    public Snapshot read() {
        return new SnapshotReader(folder("relay.configuration.routes"), folder("relay.configuration.site")).read();
    }

    /** Looks at the files that the settings name, and at the settings. */
    public CheckReport check() {
        Snapshot snapshot;
        try {
            snapshot = read();
        } catch (RefusedConfigurationException nothingThere) {
            return new CheckReport("", 0, nothingThere.findings());
        }
        return parts.getBean(Checker.class).check(snapshot, mistakes);
    }

    /** For files from elsewhere, by these settings. */
    public Checker checker() {
        return parts.getBean(Checker.class);
    }

    @Override
    public void close() {
        parts.close();
    }

    private Path folder(String key) {
        return Path.of(settings.getRequiredProperty(key));
    }

    /** Destinations and further checks join by being in their package; what is shared with the ledger stays out. */
    @Import(CheckConfiguration.class)
    @ComponentScan(
            basePackages = {"org.activityrelay.relay.destination", "org.activityrelay.relay.cases"},
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*\\.destination\\.DestinationConfiguration"))
    static class Parts {

        private static final Duration PATIENCE = Duration.ofSeconds(2);

        @Bean
        Secrets secrets(DestinationsSettings settings) {
            return new Secrets(settings);
        }

        @Bean
        WriteLog writeLog() {
            return new NothingWritten();
        }

        @Bean
        RelayContexts relayContexts(AnnotationConfigApplicationContext application) {
            return new RelayContexts(new ContextParts(
                    new ApplicationContextBeanRepository(application),
                    application.getEnvironment()::getProperty,
                    application
                            .getBeanProvider(ContextCustomizer.class)
                            .orderedStream()
                            .toList(),
                    List::of,
                    application.getBeanProvider(LoadCheck.class).orderedStream().toList(),
                    (failure, evidence) -> {
                        throw new IllegalStateException("a check delivers nothing");
                    },
                    new NothingKept(),
                    timeout(application.getEnvironment()),
                    PATIENCE));
        }

        /** A value that cannot be read is reported with the settings. */
        private static Duration timeout(ConfigurableEnvironment settings) {
            try {
                return Binder.get(settings)
                        .bind("relay.routing.timeout", Duration.class)
                        .orElse(PATIENCE);
            } catch (RuntimeException reported) {
                return PATIENCE;
            }
        }
    }

    private static final class NothingKept implements DryRunStore {

        @Override
        public void keep(Claim claim, List<RecordedRequest> requests) {
            throw new IllegalStateException("a check keeps nothing");
        }

        @Override
        public List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
            throw new IllegalStateException("a check keeps nothing");
        }
    }

    private static final class NothingWritten implements WriteLog {

        @Override
        public Optional<Entry> of(String deliveryId) {
            throw new IllegalStateException("a check writes nothing");
        }

        @Override
        public Optional<Entry> before(Claim claim) {
            throw new IllegalStateException("a check writes nothing");
        }

        @Override
        public void begin(Claim claim, JsonNode request) {
            throw new IllegalStateException("a check writes nothing");
        }

        @Override
        public void confirm(Claim claim, JsonNode held, String externalId) {
            throw new IllegalStateException("a check writes nothing");
        }

        @Override
        public void refuse(Claim claim) {
            throw new IllegalStateException("a check writes nothing");
        }
    }
}
