package org.activityrelay.relay.delivery.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; raised many times before it looks, it wakes it once. */
final class Signal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        if (raised.availablePermits() == 0) {
            raised.release();
        }
    }

    /** Whether it was raised within that time. */
    boolean await(long nanos) throws InterruptedException {
        boolean woken = raised.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        raised.drainPermits();
        return woken;
    }
}
