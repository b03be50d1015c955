package org.activityrelay.relay.crashtest;

import java.util.BitSet;

/**
 * An interaction and what became of its versions. One sender at a time has it: versions are offered one after the other.
 * Guarded by the workload that it belongs to.
 */
final class Interaction {

    private final String id;
    private final Kind kind;
    private final BitSet acknowledged = new BitSet();
    private int newest;
    private boolean busy;
    private boolean queued;

    Interaction(String id, Kind kind) {
        this.id = id;
        this.kind = kind;
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    /** The next version, which becomes the newest. */
    Version next() {
        busy = true;
        return new Version(this, ++newest);
    }

    /** A version that was acknowledged before. */
    Version again(int number) {
        busy = true;
        return new Version(this, number);
    }

    /**
     * Its sender knows that it is stored, or will be.
     *
     * @param byQueue the broker has it: what follows must follow by the same queue to arrive later
     */
    void acknowledged(int number, boolean byQueue) {
        busy = false;
        queued |= byQueue;
        acknowledged.set(number);
    }

    boolean isAcknowledged(int number) {
        return acknowledged.get(number);
    }

    int acknowledgedVersions() {
        return acknowledged.cardinality();
    }

    boolean isIdle() {
        return !busy;
    }

    boolean isQueued() {
        return queued;
    }

    int newest() {
        return newest;
    }
}
