package org.activityrelay.relay.privacy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How long records are kept, from their reception.
 *
 * @param settled of which everything is delivered, superseded or cancelled
 * @param parked that wait for somebody: parked, unrouted or rejected
 * @param warning how long before the end of the latter to say so
 * @param audit of the audit trail
 * @param tombstones of what keeps an erased interaction from coming back
 * @param every time between two rounds
 * @param batch records looked at in one transaction
 */
@ConfigurationProperties("relay.ledger.retention")
record RetentionSettings(
        @Name("final") Duration settled,
        Duration parked,
        Duration warning,
        Duration audit,
        Duration tombstones,
        Duration every,
        int batch) {

    RetentionSettings {
        if (parked.compareTo(settled) < 0) {
            throw new IllegalArgumentException("relay.ledger.retention.parked is shorter than .final: what waits for"
                    + " somebody would go first; write for example 180d and 90d");
        }
        if (batch < 1 || batch > 128) {
            throw new IllegalArgumentException("relay.ledger.retention.batch is not between 1 and 128");
        }
    }
}
