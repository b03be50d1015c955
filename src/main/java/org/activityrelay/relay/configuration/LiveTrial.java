package org.activityrelay.relay.configuration;

import java.util.List;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.Claim;
import org.apache.camel.CamelContext;

/** One destination that lives in a context of its own, whatever its mode, for one delivery that somebody watches. */
public final class LiveTrial implements AutoCloseable {

    private final CamelContext context;
    private final CamelDestinationRoute route;

    LiveTrial(CamelContext context, CamelDestinationRoute route) {
        this.context = context;
        this.route = route;
    }

    /**
     * How a delivery ended.
     *
     * @param exchanges what was sent by HTTP, and what was answered; empty for other ways
     */
    public record Watched(Attempt attempt, List<AttemptEvidence.Exchanged> exchanges) {}

    /**
     * Delivers, on the calling thread. Never throws.
     *
     * @param stored whether the record is in the ledger; if not, nothing of it is kept either
     */
    public Watched deliver(Claim claim, boolean stored) {
        return route.watched(claim, stored);
    }

    /** The route, live. */
    public DestinationRoute route() {
        return route;
    }

    @Override
    public void close() {
        context.stop();
    }
}
