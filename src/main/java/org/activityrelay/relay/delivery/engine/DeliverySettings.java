package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Stage 4's settings; the defaults are in application.yaml.
 *
 * @param retry waits before each attempt, for destinations without a schedule of their own
 * @param lease how long a claimed delivery belongs to this process without renewal
 * @param attemptTimeout longest attempt, at most half the lease; then it is interrupted and tried again
 * @param drain how long running attempts may take when the service stops
 * @param pause how long a destination rests after refused credentials or the like
 * @param throttle how long it rests when it asks for fewer requests and does not say for how long
 * @param poll how often to look for deliveries that another process stored
 */
@ConfigurationProperties("relay.delivery")
public record DeliverySettings(
        RetrySchedule retry,
        Duration lease,
        Duration attemptTimeout,
        Duration drain,
        Duration pause,
        Duration throttle,
        Duration poll) {

    /** Checks what belongs together; the message names the setting and what is right. */
    public DeliverySettings {
        positive("lease", lease);
        positive("attempt-timeout", attemptTimeout);
        positive("pause", pause);
        positive("throttle", throttle);
        positive("poll", poll);
        if (drain.isNegative()) {
            throw new IllegalArgumentException("relay.delivery.drain is negative: write 0s to stop at once");
        }
        if (lease.compareTo(attemptTimeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("relay.delivery.lease (" + seconds(lease)
                    + ") must be at least twice relay.delivery.attempt-timeout (" + seconds(attemptTimeout)
                    + "), or an attempt could outlive its lease");
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("relay.delivery." + key + " must be longer than 0, for example 30s");
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
