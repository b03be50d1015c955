package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When failing attempts pause a destination; the defaults are in application.yaml.
 *
 * @param attempts how many there must have been within the window
 * @param failed percent of them that must have failed
 * @param window how far it looks back
 * @param pause until one delivery tries again; doubled each time that fails
 * @param longestPause but never longer than this
 * @param forbidden how many interactions in a row must have been forbidden (HTTP 403)
 */
@ConfigurationProperties("relay.delivery.breaker")
public record BreakerSettings(
        int attempts, int failed, Duration window, Duration pause, Duration longestPause, int forbidden) {

    /** Checks that it can open and close; the message names the setting and what is right. */
    public BreakerSettings {
        if (attempts < 1 || forbidden < 1) {
            throw new IllegalArgumentException(
                    "relay.delivery.breaker.attempts and .forbidden must be at least 1, for example 10 and 5");
        }
        if (failed < 1 || failed > 100) {
            throw new IllegalArgumentException("relay.delivery.breaker.failed is a percentage, for example 70");
        }
        if (!isPositive(window) || !isPositive(pause) || longestPause.compareTo(pause) < 0) {
            throw new IllegalArgumentException("relay.delivery.breaker.window and .pause must be longer than 0, and"
                    + " .longest-pause not shorter than .pause; for example 5m, 30s and 5m");
        }
    }

    private static boolean isPositive(Duration value) {
        return !value.isZero() && !value.isNegative();
    }
}
