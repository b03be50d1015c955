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

    HttpSettings {
        if (maxBody.toBytes() < 1 || maxBody.compareTo(LARGEST) > 0) {
            throw wrong("max-body=" + maxBody + ": write a size from 1B to " + LARGEST.toMegabytes() + "MB");
        }
        long least = maxBody.toBytes() + HttpBody.OVERHEAD + 1;
        if (maxPending.toBytes() < least) {
            throw wrong("max-pending=" + maxPending + " is too small for a single body of max-body=" + maxBody
                    + ", which would be answered 503 for ever: raise max-pending to " + least
                    + "B or more, or lower max-body");
        }
        positive("read-timeout", readTimeout);
        positive("timeout", timeout);
        positive("waiting.max", waiting.max());
        positive("waiting.poll", waiting.poll());
        if (waiting.senders() < 0) {
            throw wrong("waiting.senders=" + waiting.senders() + ": write how many may wait, or 0 for nobody");
        }
    }

    private static final DataSize LARGEST = DataSize.ofMegabytes(1024);

    private static void positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw wrong(key + "=" + value + ": write a time above 0, for example 30s");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("relay.intake.http." + what);
    }

    /**
     * @param max longest wait; a sender that asks for more gets this
     * @param poll how often the ledger is asked, once for all that wait
     * @param senders how many may wait at a time; others are answered as if they had not asked
     */
    record Waiting(Duration max, Duration poll, int senders) {}
}
