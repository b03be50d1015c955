package org.activityrelay.relay.destination;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.RequestCounts;

/** Counts of requests for tests that do not need a ledger. */
public final class MemoryRequestCounts implements RequestCounts {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Map<String, Long> taken = new TreeMap<>();
    private final Clock clock;
    private long day;
    private int asked;

    public MemoryRequestCounts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Taken take(String destination, int wanted, long budget) {
        turn();
        asked++;
        long before = taken.getOrDefault(destination, 0L);
        int granted = (int) Math.max(0, Math.min(wanted, budget - before));
        taken.put(destination, before + granted);
        Duration left = Duration.ofMillis((day + 1) * DAY - clock.millis());
        return new Taken(granted, before + granted, day, left);
    }

    @Override
    public synchronized void giveBack(String destination, long of, int unused) {
        if (of == day) {
            taken.merge(destination, (long) -unused, Long::sum);
        }
    }

    @Override
    public synchronized Map<String, Long> today() {
        turn();
        return Map.copyOf(taken);
    }

    /** How often something was taken. */
    public synchronized int asked() {
        return asked;
    }

    private void turn() {
        long today = clock.millis() / DAY;
        if (today != day) {
            day = today;
            taken.clear();
        }
    }
}
