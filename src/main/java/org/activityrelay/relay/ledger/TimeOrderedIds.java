package org.activityrelay.relay.ledger;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562) that only ever grow within this process, also within a millisecond and when the clock
 * jumps back. Thread-safe.
 */
final class TimeOrderedIds {

    private final Clock clock;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private long millis;
    private int sequence;

    TimeOrderedIds(Clock clock) {
        this.clock = clock;
    }

    synchronized String next() {
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            sequence = random.nextInt(0x400);
        } else if (++sequence > 0xFFF) {
            millis++;
            sequence = 0;
        }
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(millis << 16 | 0x7000L | sequence, low).toString();
    }

    /** The epoch millisecond in an id. */
    static long millis(String id) {
        return Long.parseLong(id, 0, 8, 16) << 16 | Long.parseLong(id, 9, 13, 16);
    }

    /** No id of that millisecond or later is smaller. */
    static String lowest(long millis) {
        return new UUID(millis << 16, 0).toString();
    }
}
