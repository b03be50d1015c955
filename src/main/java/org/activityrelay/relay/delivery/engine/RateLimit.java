package org.activityrelay.relay.delivery.engine;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.activityrelay.relay.delivery.Rate;

/** Spreads the deliveries of one destination evenly: what is claimed may begin at once. */
final class RateLimit {

    /** After a rest at most a tenth of a second's worth may go at once, so that no second sees more than its rate. */
    static final Duration BURST = Duration.ofMillis(100);

    private final Rate rate;
    private final Bucket bucket;

    RateLimit(Rate rate, Time time) {
        this.rate = rate;
        double perSecond = rate.count() * 1e9 / rate.period().toNanos();
        long burst = Math.max(1, Math.round(perSecond * BURST.toNanos() / 1e9));
        bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(burst)
                        .refillGreedy(rate.count(), rate.period())
                        .initialTokens(burst))
                .withCustomTimePrecision(new Meter(time))
                .build();
    }

    Rate rate() {
        return rate;
    }

    /** How many may begin now. */
    int available() {
        return (int) bucket.getAvailableTokens();
    }

    void used(int count) {
        bucket.consumeIgnoringRateLimits(count);
    }

    /** Nanoseconds until one may begin. */
    long untilNext() {
        return bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    private record Meter(Time time) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return time.nanos();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
