package org.activityrelay.relay.contract;

import java.util.List;
import java.util.stream.IntStream;

/** How fast things happened, whatever stalls there were on a busy machine. */
public final class Pace {

    private Pace() {}

    /**
     * How many happened in a second: the median over all stretches of that many. A stall spoils the stretches that it
     * touches, and as long as those are fewer than half of them, the median is that of the others.
     *
     * @param times when each happened, in nanoseconds
     */
    public static double perSecond(List<Long> times, int stretch) {
        List<Long> sorted = times.stream().sorted().toList();
        long[] took = IntStream.range(0, sorted.size() - stretch)
                .mapToLong(i -> sorted.get(i + stretch) - sorted.get(i))
                .sorted()
                .toArray();
        return stretch * 1e9 / took[took.length / 2];
    }
}
