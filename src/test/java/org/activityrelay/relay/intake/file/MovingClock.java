package org.activityrelay.relay.intake.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, until it is frozen. */
final class MovingClock extends Clock {

    private volatile Instant frozen;

    void freeze() {
        frozen = Instant.now();
    }

    void advance(Duration time) {
        frozen = frozen.plus(time);
    }

    @Override
    public Instant instant() {
        Instant now = frozen;
        return now == null ? Instant.now() : now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
