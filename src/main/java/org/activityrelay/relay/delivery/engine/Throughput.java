package org.activityrelay.relay.delivery.engine;

import java.time.Duration;

/** How many deliveries to claim ahead of free workers: enough for a quarter of a second, measured by recent attempts. */
final class Throughput {

    /** Memory: a record may have a megabyte. */
    static final int MOST_AHEAD = 128;

    private static final double NANOS_AHEAD = Duration.ofMillis(250).toNanos();
    private static final double WEIGHT = 0.1;

    /** Until measured, a destination counts as an ordinary HTTP service. */
    private double meanNanos = Duration.ofMillis(100).toNanos();

    void took(Duration attempt) {
        meanNanos += WEIGHT * (attempt.toNanos() - meanNanos);
    }

    int ahead(int concurrency) {
        return (int) Math.min(MOST_AHEAD, concurrency * NANOS_AHEAD / Math.max(1, meanNanos));
    }
}
