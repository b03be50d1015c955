package org.activityrelay.relay.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Counts requests by key and by address, and wrong keys by address. */
class RateLimits {

    private final Limit failures;
    private final Limit keys;
    private final Limit addresses;
    private final Limit publicKeys;
    private final Limit publicAddresses;

    RateLimits(SecuritySettings.Rates rates, TimeMeter time) {
        failures = new Limit(rates.failures(), time);
        keys = new Limit(rates.key(), time);
        addresses = new Limit(rates.address(), time);
        publicKeys = new Limit(rates.publish(), time);
        publicAddresses = new Limit(rates.publishAddress(), time);
    }

    /** Counts a wrong key; answers how long to wait when there were too many. A right key is always let through. */
    Optional<Duration> failure(String address) {
        return failures.count(network(address));
    }

    /** Counts a caller's request; answers how long to wait when there were too many. */
    Optional<Duration> caller(Caller caller, String address) {
        if (!caller.isPublic()) {
            return keys.count(caller.name());
        }
        // The address first: one that asks too often uses up nothing of what the others share.
        return publicAddresses.count(network(address)).or(() -> publicKeys.count(caller.name()));
    }

    /** Counts a request; answers how long to wait when there were too many. */
    Optional<Duration> address(String address) {
        return addresses.count(network(address));
    }

    /** An IPv6 sender owns a whole /64, and could use another address for each request. */
    private static String network(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return String.valueOf(address);
        }
        String[] groups = address.split(":", 5);
        return String.join(
                ":", groups[0], groups[1], groups.length > 2 ? groups[2] : "", groups.length > 3 ? groups[3] : "");
    }

    private static final class Limit {

        // Bounds the memory; whoever falls out starts afresh.
        private static final int MOST = 10_000;

        private final SecuritySettings.Rate rate;
        private final TimeMeter time;
        private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > MOST;
            }
        };

        private Limit(SecuritySettings.Rate rate, TimeMeter time) {
            this.rate = rate;
            this.time = time;
        }

        private Optional<Duration> count(String who) {
            if (rate.unlimited()) {
                return Optional.empty();
            }
            ConsumptionProbe probe = bucket(who).tryConsumeAndReturnRemaining(1);
            return probe.isConsumed()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }

        private Bucket bucket(String who) {
            synchronized (buckets) {
                return buckets.computeIfAbsent(who, unseen -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(rate.requests()).refillGreedy(rate.requests(), rate.per()))
                        .withCustomTimePrecision(time)
                        .build());
            }
        }
    }
}
