package org.activityrelay.relay.delivery.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test moves it. */
final class FakeTime extends Clock {

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(1_000);

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    Time time() {
        return new Time(this, nanos::get);
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(nanos.get());
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
