package org.activityrelay.relay.delivery.engine;

import java.util.function.LongSupplier;

/** What a lane knows of the deliveries that the ledger has for it, until there are news. Guarded by the lane. */
final class Prospects {

    private final LongSupplier generation;

    /** How often something may have become due for this destination in particular. */
    private long news;

    private long asked;
    private long emptyAt = -1;
    private long dueAsked;
    private long dueKnownAt = -1;
    private long dueAt;

    /** @param generation counts the moments at which something may have become due for any destination */
    Prospects(LongSupplier generation) {
        this.generation = generation;
    }

    /** Something may have become due. */
    void changed() {
        news++;
    }

    /** Grows whenever something may have become due. */
    private long now() {
        return generation.getAsLong() + news;
    }

    /** What the ledger is asked for now; its answer holds for this moment. */
    void ask() {
        asked = now();
    }

    /** It had nothing more when it was asked. */
    void nothingMore() {
        emptyAt = asked;
    }

    /** Whether it had nothing more, and there are no news since. */
    boolean isEmpty() {
        return emptyAt == now();
    }

    /** When something will be due is asked now, unless that is known. */
    boolean wonders() {
        dueAsked = now();
        return dueKnownAt != dueAsked;
    }

    /** The answer: nothing before that time ({@link Time#nanos()}). */
    void nextDue(long at) {
        dueKnownAt = dueAsked;
        dueAt = at;
    }

    /** Nanoseconds from then until something is due, {@link Long#MAX_VALUE} if that is not known. */
    long untilDue(long from) {
        return dueKnownAt == now() ? dueAt - from : Long.MAX_VALUE;
    }
}
