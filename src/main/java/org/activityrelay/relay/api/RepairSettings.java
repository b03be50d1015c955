package org.activityrelay.relay.api;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Replays, cancellations and re-routes of many at once.
 *
 * @param atMost deliveries or records of one request
 */
@ConfigurationProperties("relay.ledger.repair")
record RepairSettings(int atMost) {

    RepairSettings {
        if (atMost < 1) {
            throw new IllegalArgumentException("relay.ledger.repair.at-most is not at least 1");
        }
    }
}
