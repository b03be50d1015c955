package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Stops the start at settings that nothing reads: a misspelt key would otherwise be a quiet default. Runs before any bean
 * is made. Settings of destinations are checked with their routes, which may read keys of their own.
 */
public class SettingsGuard implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(SettingsGuard.class);
    private static final ConfigurationPropertyName RELAY = ConfigurationPropertyName.of("relay");
    private static final ConfigurationPropertyName DESTINATION = ConfigurationPropertyName.of("relay.destination");
    private static final ConfigurationPropertyName COMPONENT = ConfigurationPropertyName.of("camel.component");

    /** Kubernetes tells each container where a service called relay is. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("relay\\.(service\\.(host|port).*|port(\\.\\d+\\.(tcp|udp).*)?)");

    /** RELAY_URL and RELAY_KEY, which the commands read. */
    private static final Pattern OF_COMMANDS = Pattern.compile("relay\\.(url|key)");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        List<Finding> findings = findings(context.getEnvironment());
        if (!findings.isEmpty()) {
            throw new RefusedConfigurationException(findings);
        }
    }

    /** Every setting that nothing reads, with its place and the nearest one that something does. */
    public static List<Finding> findings(Environment settings) {
        KnownSettings known = KnownSettings.in("org.activityrelay.relay", List.of("relay.data"));
        Map<String, Finding> findings = new TreeMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(settings)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                names.stream()
                        .filter(RELAY::isAncestorOf)
                        .filter(name -> !DESTINATION.isAncestorOf(name) && !known.contains(name))
                        .forEach(name -> note(name, source, known, findings));
                names.stream()
                        .filter(COMPONENT::isAncestorOf)
                        .forEach(name -> noteComponent(name, source, settings, findings));
            }
        }
        return List.copyOf(findings.values());
    }

    private static void note(
            ConfigurationPropertyName name,
            ConfigurationPropertySource source,
            KnownSettings known,
            Map<String, Finding> findings) {
        String remedy = "write " + known.nearest(name).orElseThrow() + ", or remove it";
        if (!isEnvironment(source)) {
            findings.put(name.toString(), SettingPlace.finding(name, source, "there is no setting " + name, remedy));
        } else if (!SERVICE_LINK.matcher(name.toString()).matches()
                && !OF_COMMANDS.matcher(name.toString()).matches()) {
            log.warn("An environment variable sets {}, which nothing reads: {}", name, remedy);
        }
    }

    private static void noteComponent(
            ConfigurationPropertyName name,
            ConfigurationPropertySource source,
            Environment settings,
            Map<String, Finding> findings) {
        ComponentOptions.mistake(name, settings)
                .ifPresent(mistake -> findings.put(
                        name.toString(), SettingPlace.finding(name, source, mistake.what(), mistake.remedy())));
    }

    /** Other programs' variables may begin the same way, so they stop nothing. */
    private static boolean isEnvironment(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }
}
