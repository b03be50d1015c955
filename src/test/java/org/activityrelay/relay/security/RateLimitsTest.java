package org.activityrelay.relay.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.activityrelay.relay.security.SecuritySettings.Rate;
import org.activityrelay.relay.security.SecuritySettings.Rates;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final Rate NONE = new Rate(0, Duration.ofSeconds(1));

    private final AtomicLong nanos = new AtomicLong();
    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void countsEachKeyForItself() {
        RateLimits limits =
                new RateLimits(new Rates(NONE, new Rate(2, Duration.ofMinutes(1)), NONE, NONE, NONE), clock);

        assertThat(limits.caller(key("a"), "192.0.2.1")).isEmpty();
        assertThat(limits.caller(key("a"), "192.0.2.1")).isEmpty();
        assertThat(limits.caller(key("a"), "192.0.2.1")).contains(Duration.ofSeconds(30));
        assertThat(limits.caller(key("b"), "192.0.2.1")).isEmpty();
    }

    @Test
    void letsGoOnAfterTheTimeItNamed() {
        RateLimits limits =
                new RateLimits(new Rates(NONE, NONE, new Rate(1, Duration.ofSeconds(10)), NONE, NONE), clock);
        limits.address("192.0.2.1");
        Duration wait = limits.address("192.0.2.1").orElseThrow();

        nanos.addAndGet(wait.toNanos());

        assertThat(limits.address("192.0.2.1")).isEmpty();
    }

    @Test
    void countsAWholeIpv6NetworkAsOneSender() {
        RateLimits limits =
                new RateLimits(new Rates(new Rate(1, Duration.ofMinutes(1)), NONE, NONE, NONE, NONE), clock);

        assertThat(limits.failure("2001:db8:0:1:0:0:0:1")).isEmpty();
        assertThat(limits.failure("2001:db8:0:1:ffff:0:0:2")).isPresent();
        assertThat(limits.failure("2001:db8:0:2:0:0:0:1")).isEmpty();
        assertThat(limits.failure("192.0.2.1")).isEmpty();
        assertThat(limits.failure("192.0.2.2")).isEmpty();
    }

    @Test
    void limitsNothingWhenTheLimitIsZero() {
        RateLimits limits = new RateLimits(new Rates(NONE, NONE, NONE, NONE, NONE), clock);

        for (int i = 0; i < 100_000; i++) {
            assertThat(limits.caller(key("a"), "192.0.2.1")).isEmpty();
        }
    }

    @Test
    void forgetsTheLongestUnseenSenderBeforeMemoryGrows() {
        RateLimits limits = new RateLimits(new Rates(new Rate(1, Duration.ofDays(1)), NONE, NONE, NONE, NONE), clock);
        limits.failure("first");
        for (int i = 0; i < 10_000; i++) {
            limits.failure("sender-" + i);
        }

        assertThat(limits.failure("first")).isEmpty();
        assertThat(limits.failure("sender-9999")).isPresent();
    }

    @Test
    void countsAPublishableKeyByAddressFirstAndOnItsOwn() {
        Rate two = new Rate(2, Duration.ofMinutes(1));
        Rate three = new Rate(3, Duration.ofMinutes(1));
        RateLimits limits = new RateLimits(new Rates(NONE, new Rate(1, Duration.ofDays(1)), NONE, three, two), clock);
        Caller page = new Caller("page", Role.PUBLISH, null);

        assertThat(limits.caller(page, "192.0.2.1")).isEmpty();
        assertThat(limits.caller(page, "192.0.2.1")).isEmpty();
        assertThat(limits.caller(page, "192.0.2.1")).as("its address").isPresent();
        assertThat(limits.caller(page, "192.0.2.2"))
                .as("what the first was refused costs nobody")
                .isEmpty();
        assertThat(limits.caller(page, "192.0.2.3")).as("the key").isPresent();
    }

    private static Caller key(String name) {
        return new Caller(name, Role.INGEST, null);
    }
}
