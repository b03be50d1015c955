package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DestinationStates;

/**
 * Rates over all processes: before a destination with a rate claims, it reserves in the ledger. Destinations without one
 * cost nothing, and those for which nothing is due cost a look.
 */
final class Slots {

    /**
     * What the processes together were late with, busy with other things, may be made up for: so much of it that a rate is
     * kept over half a minute, and so little that no second sees more than half as many again.
     */
    private static final Duration LATE = Duration.ofMillis(500);

    private final DestinationStates states;
    private final DeliveryQueue queue;
    private final Time time;
    private final Lanes lanes;

    Slots(DestinationStates states, DeliveryQueue queue, Time time, Lanes lanes) {
        this.states = states;
        this.queue = queue;
        this.time = time;
        this.lanes = lanes;
    }

    /** How many of the wanted ones may be claimed. */
    Map<String, Integer> reserve(Map<String, Integer> wanted) {
        Map<String, Integer> granted = new LinkedHashMap<>();
        wanted.forEach((destination, count) -> {
            Rate rate = lanes.get(destination).rate();
            int slots = rate == null ? count : reserve(destination, rate, count);
            if (slots > 0) {
                granted.put(destination, slots);
            }
        });
        return granted;
    }

    private int reserve(String destination, Rate rate, int count) {
        Lane lane = lanes.get(destination);
        boolean due = queue.nextDue(Set.of(destination))
                .filter(at -> !at.isAfter(time.now()))
                .isPresent();
        if (!due) {
            lane.nothingDue();
            return 0;
        }
        int granted = states.reserve(destination, count, interval(rate), LATE);
        lane.denied(count - granted);
        return granted;
    }

    /** After a claim that found fewer than were reserved. */
    void giveBack(Lane lane, int unused) {
        Rate rate = lane.rate();
        if (rate != null && unused > 0) {
            states.giveBack(lane.destination(), unused, interval(rate));
        }
    }

    private static Duration interval(Rate rate) {
        return rate.period().dividedBy(rate.count());
    }
}
