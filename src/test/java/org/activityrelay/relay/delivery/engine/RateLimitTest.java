package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.activityrelay.relay.delivery.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

    private final FakeTime time = new FakeTime();

    @ParameterizedTest
    @CsvSource({"20/s, 30, 600", "1/s, 30, 30", "300/m, 60, 300", "1000/s, 10, 10000", "90/h, 7200, 180"})
    void letsThroughWhatTheRateSaysWithinATwentieth(String rate, int seconds, int expected) {
        RateLimit limit = new RateLimit(Rate.parse(rate), time.time());
        int through = limit.available();
        limit.used(through);
        long end = Duration.ofSeconds(seconds).toNanos();
        long passed = 0;
        while (passed < end) {
            long wait = Math.max(1, Math.min(limit.untilNext(), end - passed));
            time.advance(Duration.ofNanos(wait));
            passed += wait;
            int now = limit.available();
            limit.used(now);
            through += now;
        }
        assertThat(through).isBetween((int) (expected * 0.95), (int) Math.ceil(expected * 1.05));
    }

    @Test
    void aLongRestDoesNotSaveUpABurst() {
        RateLimit limit = new RateLimit(Rate.parse("20/s"), time.time());
        time.advance(Duration.ofHours(1));
        assertThat(limit.available()).isEqualTo(2);
    }
}
