package org.activityrelay.relay.api;

import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.destination.RequestBudgets;
import org.activityrelay.relay.ledger.DestinationStates;

/** Destinations as the API shows them. */
final class DestinationViews {

    private DestinationViews() {}

    /** @param countedUpTo a count of this many means that many or more */
    record All(List<One> destinations, int countedUpTo) {}

    /**
     * @param mode null when it is missing
     * @param paused null when it is not
     * @param requests of today; null when there is no budget for them
     * @param missing whether the running configuration has it no longer; what waits goes on when it returns
     */
    record One(
            String name,
            String mode,
            int waiting,
            Instant oldestWaiting,
            int parked,
            Pause paused,
            boolean missing,
            Requests requests) {

        static One of(
                String name,
                DestinationRoute route,
                DestinationStates.Backlog backlog,
                DestinationStates.Pause pause,
                RequestBudgets.Day requests) {
            return new One(
                    name,
                    route == null ? null : route.mode().word(),
                    backlog.waiting(),
                    backlog.oldest(),
                    backlog.parked(),
                    pause == null ? null : new Pause(pause.since(), pause.until(), pause.reason(), pause.by()),
                    route == null,
                    requests == null
                            ? null
                            : new Requests(
                                    requests.used(),
                                    requests.perDay(),
                                    requests.isScarce(),
                                    requests.renewedAt(Instant.now())));
        }
    }

    /**
     * @param until null when it lasts until it is resumed
     * @param by null when the service paused it
     */
    record Pause(Instant since, Instant until, String reason, String by) {}

    /**
     * @param used by all processes, with those that they have set aside
     * @param scarce whether the share is used at which a warning comes
     * @param renewedAt when the next day begins
     */
    record Requests(long used, long perDay, boolean scarce, Instant renewedAt) {}
}
