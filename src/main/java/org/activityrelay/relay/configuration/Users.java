package org.activityrelay.relay.configuration;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts who uses something that is to be stopped once it has ended and the last of them has left. Thread-safe. */
final class Users {

    private final AtomicInteger count = new AtomicInteger(1);
    private final LongAdder entered = new LongAdder();
    private final Runnable stop;

    Users(Runnable stop) {
        this.stop = stop;
    }

    /** Answers false when it has ended: then look for its successor. Otherwise {@link #leave()} must follow. */
    boolean enter() {
        for (int now = count.get(); now > 0; now = count.get()) {
            if (count.compareAndSet(now, now + 1)) {
                entered.increment();
                return true;
            }
        }
        return false;
    }

    /** How many have entered so far. */
    long entered() {
        return entered.sum();
    }

    /** The last to leave stops it, on a thread of its own: a thread of a route cannot wait for its own route. */
    void leave() {
        if (count.decrementAndGet() == 0) {
            Thread thread = new Thread(stop, "configuration-retire");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Lets nobody enter once those who are in have left. To be called once. */
    void end() {
        leave();
    }
}
