package org.activityrelay.relay.command;

import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The settings as the service would see them, without starting anything. */
final class Settings {

    private Settings() {}

    static ConfigurableEnvironment load() {
        return load(Map.of());
    }

    /**
     * @param instead values that come before all others, also such that say where settings are
     * @throws RuntimeException when a file cannot be read as YAML
     */
    static ConfigurableEnvironment load(Map<String, Object> instead) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        if (!instead.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("command line", instead));
        }
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    /** A setting, or null when it is empty. */
    static String text(Environment settings, String key) {
        String value = settings.getProperty(key);
        return value == null || value.isBlank() ? null : value;
    }

    /** The external broker, or the one that the service runs itself. */
    static String brokerUrl(Environment settings) {
        String external = text(settings, "relay.intake.queue.url");
        return external != null
                ? external
                : "tcp://" + settings.getRequiredProperty("relay.intake.queue.address") + ":"
                        + settings.getRequiredProperty("relay.intake.queue.port");
    }
}
