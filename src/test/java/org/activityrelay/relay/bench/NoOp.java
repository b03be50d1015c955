package org.activityrelay.relay.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;

/** A destination that only does what it is told. */
record NoOp(String name, int concurrency, Consumer<Claim> work) implements DestinationRoute {

    @Override
    public Mode mode() {
        return Mode.DRY_RUN;
    }

    @Override
    public List<Duration> retry() {
        return List.of();
    }

    @Override
    public Attempt deliver(Claim claim) {
        work.accept(claim);
        return new Attempt(new Outcome.Delivered(null, null), null, 200, null);
    }
}
