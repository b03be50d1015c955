package org.activityrelay.relay.intake.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The HTTP door.
 *
 * @param maxBody largest body, unpacked; a batch needs more than a record
 * @param maxPending bytes of all bodies that are being read or stored; beyond it senders hear 503
 * @param readTimeout longest time a body may take to arrive
 * @param timeout longest time until a record is stored; then the sender hears 503
 * @param waiting answers that wait for a delivery
 */
@ConfigurationProperties("relay.intake.http")
record HttpSettings(DataSize maxBody, DataSize maxPending, Duration readTimeout, Duration timeout, Waiting waiting) {

    /**
     * @param max longest wait; a sender that asks for more gets this
     * @param poll how often the ledger is asked, once for all that wait
     * @param senders how many may wait at a time; others are answered as if they had not asked
     */
    record Waiting(Duration max, Duration poll, int senders) {}
}
