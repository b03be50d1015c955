package org.activityrelay.relay.configuration;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.context.ContextCustomizer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.PackageScanClassResolver;
import org.apache.camel.spi.PackageScanResourceResolver;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spring.boot.FatJarPackageScanClassResolver;
import org.apache.camel.spring.boot.FatJarPackageScanResourceResolver;
import org.apache.camel.support.DefaultRegistry;

/** Makes Camel contexts for a snapshot: without routes, customised, not yet started. */
class ContextFactory {

    private final ContextParts parts;

    ContextFactory(ContextParts parts) {
        this.parts = parts;
    }

    /** @param standIns values for placeholders that have none; may still be filled while nothing is loaded */
    DefaultCamelContext create(Snapshot snapshot, ContextCustomizer.Kind kind, Map<String, String> standIns)
            throws Exception {
        DefaultCamelContext context = new DefaultCamelContext(new DefaultRegistry(parts.beans())) {
            @Override
            protected ClassResolver createClassResolver() {
                return new RememberedClassPath(getCamelContextReference());
            }
        };
        context.getCamelContextExtension()
                .setName("relay-" + kind.name().toLowerCase(Locale.ROOT) + "-"
                        + snapshot.hash().substring(0, 8));
        context.disableJMX();
        context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        context.setPropertiesComponent(placeholders(standIns, context));
        context.getRegistry()
                .bind(
                        DefaultResourceLoader.RESOURCE_LOADER_KEY_PREFIX + SnapshotResources.SCHEME,
                        resources(snapshot, context));
        scanInsideJars(context);
        keepQuiet(context);
        limitShutdown(context.getShutdownStrategy());
        for (ContextCustomizer customizer : parts.customizers()) {
            customizer.customize(context, kind);
        }
        return context;
    }

    private static SnapshotResources resources(Snapshot snapshot, CamelContext context) {
        SnapshotResources resources = new SnapshotResources(snapshot);
        resources.setCamelContext(context);
        return resources;
    }

    private PropertiesComponent placeholders(Map<String, String> standIns, CamelContext context) {
        PropertiesComponent placeholders = new PropertiesComponent();
        placeholders.setPropertiesParser(new DefaultPropertiesParser() {
            @Override
            public String customLookup(String key) {
                String setting = parts.settings().apply(key);
                return setting == null ? standIns.get(key) : setting;
            }
        });
        // The settings decide, and they know about the environment and system properties already.
        placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        placeholders.setAutoDiscoverPropertiesSources(false);
        placeholders.setCamelContext(context);
        return placeholders;
    }

    /** The runnable jar holds jars, which Camel's own scanners do not look into. */
    private static void scanInsideJars(DefaultCamelContext context) {
        context.getCamelContextExtension()
                .addContextPlugin(PackageScanClassResolver.class, new FatJarPackageScanClassResolver());
        context.getCamelContextExtension()
                .addContextPlugin(PackageScanResourceResolver.class, new FatJarPackageScanResourceResolver());
    }

    /** Bodies are personal data: none in a log, an exception message or a message history. */
    private static void keepQuiet(DefaultCamelContext context) {
        context.setSourceLocationEnabled(true);
        context.setMessageHistory(false);
        context.setLogExhaustedMessageBody(false);
        context.setAllowUseOriginalMessage(false);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.getGlobalOptions().put(Exchange.LOG_DEBUG_BODY_MAX_CHARS, "-1");
    }

    private void limitShutdown(ShutdownStrategy shutdown) {
        shutdown.setTimeUnit(TimeUnit.MILLISECONDS);
        shutdown.setTimeout(parts.drain().toMillis());
        shutdown.setShutdownNowOnTimeout(true);
        shutdown.setLogInflightExchangesOnTimeout(false);
    }
}
