package org.activityrelay.relay.ledger;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what waits for a commit, so that memory stays flat whatever is offered. Thread-safe. */
final class Admission {

    private final int mostRecords;
    private final long mostBytes;
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Admission(int mostRecords, long mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    /** Whether there is room; a record larger than all the room there is gets in when it is alone. */
    boolean enter(long size) {
        boolean few = records.incrementAndGet() <= mostRecords;
        long all = bytes.addAndGet(size);
        if (few && (all <= mostBytes || all == size)) {
            return true;
        }
        leave(size);
        return false;
    }

    void leave(long size) {
        records.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
