package org.activityrelay.relay.configuration;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Lets records go first: who builds and tries a configuration in a service asks for a rest after each piece of work, and
 * gets one if records came meanwhile. For one thread.
 */
public final class Pace {

    /** Never rests. */
    public static final Pace FULL = new Pace(() -> 0);

    private static final long PIECE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of the time that passes, how many parts are rest for one part of work. */
    private static final int SHARE = 3;

    private final LongSupplier records;
    private long seen;
    private long began = System.nanoTime();

    /** @param records counts what goes first; only its growth matters */
    public Pace(LongSupplier records) {
        this.records = records;
        this.seen = records.getAsLong();
    }

    /** Rests for a time in proportion to the work since the last rest, if that was worth one and records came. */
    public void rest() {
        long worked = System.nanoTime() - began;
        if (worked < PIECE) {
            return;
        }
        long now = records.getAsLong();
        if (now != seen) {
            seen = now;
            LockSupport.parkNanos(Math.min(LONGEST, SHARE * worked));
        }
        began = System.nanoTime();
    }
}
