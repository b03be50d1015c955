package org.activityrelay.relay.configuration;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets records go first: who builds and tries a configuration in a service asks for a rest after each piece of work, and
 * gets one if records came meanwhile. For one thread, but for {@link #FULL}.
 */
public final class Pace {

    /** Never rests. */
    public static final Pace FULL = new Pace(() -> 0);

    private static final long PIECE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of the time that passes, how many parts are rest for one part of work. */
    private static final int SHARE = 3;

    private final LongSupplier records;
    private final LongSupplier nanos;
    private final LongConsumer sleep;
    private long seen;
    private long began;

    /** @param records counts what goes first; only its growth matters */
    public Pace(LongSupplier records) {
        this(records, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param nanos the time that passes
     * @param sleep for so many nanoseconds
     */
    Pace(LongSupplier records, LongSupplier nanos, LongConsumer sleep) {
        this.records = records;
        this.nanos = nanos;
        this.sleep = sleep;
        this.seen = records.getAsLong();
        this.began = nanos.getAsLong();
    }

    /** Rests for a time in proportion to the work since the last rest, if that was worth one and records came. */
    public void rest() {
        if (this == FULL) {
            return;
        }
        long worked = nanos.getAsLong() - began;
        if (worked < PIECE) {
            return;
        }
        long now = records.getAsLong();
        if (now != seen) {
            seen = now;
            sleep.accept(Math.min(LONGEST, SHARE * worked));
        }
        began = nanos.getAsLong();
    }
}
