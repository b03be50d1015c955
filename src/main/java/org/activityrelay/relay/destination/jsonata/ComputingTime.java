package org.activityrelay.relay.destination.jsonata;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a thread may compute. A process that stands still, or a machine that is overloaded, makes nothing an endless loop:
 * that would refuse a good record for good. So it is processor time that counts; what the clock says only tells when to look.
 */
final class ComputingTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** No processor time is told: it is off, or the thread is a virtual one. */
    private static final long UNKNOWN = -1;

    private final long limit;
    private final LongSupplier clock;
    private final LongSupplier processor;
    private final long begin;
    private long look;

    /**
     * @param clock nanoseconds that pass
     * @param processor nanoseconds that the thread has computed for, or -1 if nobody knows
     */
    ComputingTime(Duration limit, LongSupplier clock, LongSupplier processor) {
        this.limit = limit.toNanos();
        this.clock = clock;
        this.processor = processor;
        this.begin = processor.getAsLong();
        this.look = clock.getAsLong() + this.limit;
    }

    /** To be asked on the thread that begins it here. */
    static ComputingTime ofThisThread(Duration limit) {
        return new ComputingTime(limit, System::nanoTime, ComputingTime::processor);
    }

    private static long processor() {
        return THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getCurrentThreadCpuTime()
                : UNKNOWN;
    }

    /** Whether the thread has computed for longer than it may; costs little until it may have. */
    boolean isOver() {
        long now = clock.getAsLong();
        if (now - look < 0) {
            return false;
        }
        long computed = processor.getAsLong();
        if (begin == UNKNOWN || computed == UNKNOWN) {
            return true;
        }
        long left = limit - (computed - begin);
        look = now + left;
        return left <= 0;
    }
}
