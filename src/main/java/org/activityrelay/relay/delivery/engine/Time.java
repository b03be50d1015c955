package org.activityrelay.relay.delivery.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two times the engine needs: the wall's, to write down, and a monotonic one for leases and limits, which no jump of
 * the wall clock moves.
 */
record Time(Clock clock, LongSupplier monotonic) {

    Instant now() {
        return clock.instant();
    }

    /** Nanoseconds; only differences mean something. */
    long nanos() {
        return monotonic.getAsLong();
    }
}
