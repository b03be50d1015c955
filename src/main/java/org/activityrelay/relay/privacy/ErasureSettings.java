package org.activityrelay.relay.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Erasing on request.
 *
 * @param patience how long deliveries under way may take to end
 */
@ConfigurationProperties("relay.ledger.erasure")
record ErasureSettings(Duration patience) {}
