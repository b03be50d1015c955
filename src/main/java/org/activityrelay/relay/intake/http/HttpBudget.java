package org.activityrelay.relay.intake.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of bodies in memory, over all requests: bounded, so that a rush of senders hears 503 and memory stays flat. */
class HttpBudget {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    HttpBudget(long most) {
        this.most = most;
    }

    /** Takes bytes out of the budget; answers false, having taken nothing, when there are not enough left. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
