package org.activityrelay.relay.bench;

import java.util.Arrays;
import java.util.Locale;

/** What one load run measured. Latencies in nanoseconds, sorted; duration in seconds. */
record Latencies(long[] sorted, double seconds, long failed) {

    static Latencies of(long[][] perThread, double seconds, long failed) {
        long[] all = Arrays.stream(perThread).flatMapToLong(Arrays::stream).toArray();
        Arrays.sort(all);
        return new Latencies(all, seconds, failed);
    }

    double perSecond() {
        return sorted.length / seconds;
    }

    double millis(double quantile) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,8.0f/s  p50 %6.1f ms  p99 %6.1f ms%s",
                perSecond(),
                millis(0.5),
                millis(0.99),
                failed == 0 ? "" : "  FAILED " + failed);
    }
}
