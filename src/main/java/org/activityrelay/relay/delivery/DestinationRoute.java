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

    /** Waits between attempts; after the last the delivery is parked. */
    List<Duration> retry();

    /** Runs the route for one claimed delivery, on the calling thread. Never throws. Thread-safe. */
    Attempt deliver(Claim claim);
}
