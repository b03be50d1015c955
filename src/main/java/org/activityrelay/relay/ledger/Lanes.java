package org.activityrelay.relay.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps records of one interaction in order: one of them is under way, the others wait behind it. Of one thread only.
 */
final class Lanes {

    private final Map<InteractionKey, Lane> lanes = new HashMap<>();

    private static final class Lane {
        private Entry underWay;
        private Deque<Entry> waiting;

        private Lane(Entry underWay) {
            this.underWay = underWay;
        }

        private void queue(Entry entry) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(entry);
        }

        private List<Entry> empty() {
            List<Entry> all = waiting == null ? List.of() : List.copyOf(waiting);
            waiting = null;
            return all;
        }
    }

    /** Whether the entry may go now; else it waits for its turn. */
    boolean enter(Entry entry) {
        Lane lane = lanes.get(entry.key);
        if (lane == null) {
            lanes.put(entry.key, new Lane(entry));
            return true;
        }
        lane.queue(entry);
        return false;
    }

    /** The entry has its answer: gives the next of its lane, which is under way now, or null. */
    Entry leave(Entry entry) {
        Lane lane = lanes.get(entry.key);
        if (lane == null || lane.underWay != entry) {
            return null;
        }
        Entry next = lane.waiting == null ? null : lane.waiting.poll();
        if (next == null) {
            lanes.remove(entry.key);
        }
        lane.underWay = next;
        return next;
    }

    /** Empties the lane behind an entry; answers who was waiting there. */
    List<Entry> dismissBehind(Entry entry) {
        Lane lane = lanes.get(entry.key);
        return lane == null || lane.underWay != entry ? List.of() : lane.empty();
    }

    /** Empties all lanes behind those under way; answers who was waiting there. */
    List<Entry> dismissWaiting() {
        return lanes.values().stream().flatMap(lane -> lane.empty().stream()).toList();
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }
}
