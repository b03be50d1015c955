package org.activityrelay.relay.api;

import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.DestinationStates;

/** Destinations as the API shows them. */
final class DestinationViews {

    private DestinationViews() {}

    /** @param countedUpTo a count of this many means that many or more */
    record All(List<One> destinations, int countedUpTo) {}

    /**
     * @param mode null when it is missing
     * @param paused null when it is not
     * @param missing whether the running configuration has it no longer; what waits goes on when it returns
     */
    record One(
            String name, String mode, int waiting, Instant oldestWaiting, int parked, Pause paused, boolean missing) {

        static One of(
                String name, DestinationRoute route, DestinationStates.Backlog backlog, DestinationStates.Pause pause) {
            return new One(
                    name,
                    route == null ? null : route.mode().word(),
                    backlog.waiting(),
                    backlog.oldest(),
                    backlog.parked(),
                    pause == null ? null : new Pause(pause.since(), pause.until(), pause.reason(), pause.by()),
                    route == null);
        }
    }

    /**
     * @param until null when it lasts until it is resumed
     * @param by null when the service paused it
     */
    record Pause(Instant since, Instant until, String reason, String by) {}
}
