package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;

/** A destination of the running configuration; one that was replaced just before an attempt leaves it to its successor. */
final class CurrentRoute implements DestinationRoute {

    private final RunningConfiguration running;
    private final RunningContexts contexts;
    private final DestinationRoute route;

    CurrentRoute(RunningConfiguration running, RunningContexts contexts, DestinationRoute route) {
        this.running = running;
        this.contexts = contexts;
        this.route = route;
    }

    @Override
    public String name() {
        return route.name();
    }

    @Override
    public Mode mode() {
        return route.mode();
    }

    @Override
    public int concurrency() {
        return route.concurrency();
    }

    @Override
    public List<Duration> retry() {
        return route.retry();
    }

    @Override
    public Rate rate() {
        return route.rate();
    }

    @Override
    public Attempt deliver(Claim claim) {
        if (!contexts.users().enter()) {
            return successor(claim);
        }
        try {
            return route.deliver(claim);
        } finally {
            contexts.users().leave();
        }
    }

    private Attempt successor(Claim claim) {
        DestinationRoute next = running.current().get(name());
        if (next == null || next == this) {
            return new Attempt(
                    new Outcome.Retry("destination_missing", null, false),
                    "the configuration has no such destination any more",
                    null,
                    null);
        }
        return next.deliver(claim);
    }
}
