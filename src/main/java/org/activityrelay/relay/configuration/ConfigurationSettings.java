package org.activityrelay.relay.configuration;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where routes and site settings are read from.
 *
 * @param routes folder with the routes and what they use
 * @param site folder with {@code dispositions.yaml}
 * @param watch how often changed files are looked for; zero: never
 * @param drain how long a stopping process waits for records and deliveries in flight
 */
@ConfigurationProperties("relay.configuration")
public record ConfigurationSettings(Path routes, Path site, Duration watch, Duration drain) {}
