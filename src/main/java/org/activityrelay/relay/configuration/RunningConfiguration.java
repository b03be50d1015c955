package org.activityrelay.relay.configuration;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
public class RunningConfiguration implements Routing, Destinations, DestinationTraits, LiveRoutes, UsableContexts {

    private final AtomicReference<Current> running = new AtomicReference<>();

    /** @throws IllegalStateException before the first configuration is loaded */
    public RunningContexts contexts() {
        return now().contexts;
    }

    private Current now() {
        Current current = running.get();
        if (current == null) {
            throw new IllegalStateException("no configuration is loaded yet");
        }
        return current;
    }

    @Override
    public <T> T with(Function<RunningContexts, T> work) {
        for (RunningContexts contexts = contexts(); ; contexts = contexts()) {
            if (contexts.users().enter()) {
                try {
                    return work.apply(contexts);
                } finally {
                    contexts.users().leave();
                }
            }
        }
    }

    /** Whether a configuration is loaded. */
    public boolean isLoaded() {
        return running.get() != null;
    }

    /** Puts another one in its place; answers the one before, or null. */
    RunningContexts swap(RunningContexts next) {
        Current before = running.getAndSet(next == null ? null : current(next));
        return before == null ? null : before.contexts;
    }

    private Current current(RunningContexts contexts) {
        Map<String, DestinationRoute> routes = new TreeMap<>();
        contexts.destinations().forEach((name, route) -> routes.put(name, new CurrentRoute(this, contexts, route)));
        return new Current(contexts, Collections.unmodifiableMap(routes));
    }

    @Override
    public Plan plan(Activity activity) {
        return with(contexts -> contexts.routing().plan(activity));
    }

    @Override
    public Map<String, DestinationRoute> current() {
        return now().destinations;
    }

    @Override
    public CamelContext context() {
        return contexts().intake();
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

    @Override
    public boolean isMissing(String destination) {
        Current current = running.get();
        return current != null && !current.destinations.containsKey(destination);
    }

    private record Current(RunningContexts contexts, Map<String, DestinationRoute> destinations) {}
}
