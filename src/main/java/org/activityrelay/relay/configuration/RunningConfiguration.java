package org.activityrelay.relay.configuration;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.intake.LiveRoutes;
import org.activityrelay.relay.ledger.DestinationTraits;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;
import org.apache.camel.CamelContext;

/** What runs now. Routing, delivery and ledger ask here, so that another snapshot can take over between two records. */
public class RunningConfiguration implements Routing, Destinations, DestinationTraits, LiveRoutes {

    private final AtomicReference<RunningContexts> running = new AtomicReference<>();

    /** @throws IllegalStateException before the first configuration is loaded */
    public RunningContexts contexts() {
        RunningContexts contexts = running.get();
        if (contexts == null) {
            throw new IllegalStateException("no configuration is loaded yet");
        }
        return contexts;
    }

    /** Whether a configuration is loaded. */
    public boolean isLoaded() {
        return running.get() != null;
    }

    /** Puts another one in its place; answers the one before, or null. */
    RunningContexts swap(RunningContexts next) {
        return running.getAndSet(next);
    }

    @Override
    public Plan plan(Activity activity) {
        return contexts().routing().plan(activity);
    }

    @Override
    public Map<String, DestinationRoute> current() {
        return contexts().destinations();
    }

    @Override
    public CamelContext context() {
        return contexts().live();
    }

    @Override
    public boolean follows(String destination) {
        return contexts().follows(destination);
    }

    @Override
    public Mode mode(String destination) {
        DestinationRoute route = contexts().destinations().get(destination);
        return route == null ? Mode.DRY_RUN : route.mode();
    }
}
