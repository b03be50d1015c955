package org.activityrelay.relay.delivery;

import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;

/** Stage 5 as delivery sees it: one loaded destination route. */
public interface DestinationRoute {

    String name();

    Mode mode();

    /** How many deliveries at a time in this process. */
    int concurrency();

    /**
     * Waits between attempts; after the last the delivery is parked. A first zero stands for the first attempt and may
     * be left out ({@link RetrySchedule}); an empty list means {@code relay.delivery.retry}.
     */
    List<Duration> retry();

    /** At most how many deliveries in a time, in this process; null for no limit. */
    default Rate rate() {
        return null;
    }

    /** Runs the route for one claimed delivery, on the calling thread. Never throws. Thread-safe. */
    Attempt deliver(Claim claim);
}
