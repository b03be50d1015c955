package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.component.DestinationConsumer;
import org.activityrelay.relay.component.RoutingConsumer;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.CamelRouting;
import org.activityrelay.relay.routing.Routing;
import org.activityrelay.relay.routing.Rule;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;

/** What runs from one snapshot. */
public final class RunningContexts implements AutoCloseable {

    private final Snapshot snapshot;
    private final DefaultCamelContext live;
    private final DefaultCamelContext recording;
    private final IntakeRoutes intake;
    private final CamelRouting routing;
    private final Map<String, CamelDestinationRoute> destinations;
    private final Map<String, CamelDestinationRoute> recorders;

    RunningContexts(
            Snapshot snapshot,
            DefaultCamelContext live,
            DefaultCamelContext recording,
            IntakeRoutes intake,
            CamelRouting routing,
            ContextParts parts) {
        this.snapshot = snapshot;
        this.live = live;
        this.recording = recording;
        this.intake = intake;
        this.routing = routing;
        this.recorders = destinations(recording, Mode.DRY_RUN, parts);
        Map<String, CamelDestinationRoute> current = new TreeMap<>(recorders);
        current.putAll(destinations(live, Mode.LIVE, parts));
        this.destinations = Collections.unmodifiableMap(current);
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** Makes plans by the routing routes. */
    public Routing routing() {
        return routing;
    }

    /** Every destination in its configured mode, by name. */
    public Map<String, DestinationRoute> destinations() {
        return Collections.unmodifiableMap(destinations);
    }

    /** Every destination as it would be in dry-run, by name. */
    public Map<String, DestinationRoute> recorders() {
        return Collections.unmodifiableMap(recorders);
    }

    /** Intake, routing and the live destinations. */
    public CamelContext live() {
        return live;
    }

    /** Every destination, recording. */
    public CamelContext recording() {
        return recording;
    }

    /** Opens the doors. */
    public void startIntake() {
        try {
            intake.start();
        } catch (Exception e) {
            throw new IllegalStateException("an intake route does not start: " + LoadFailure.text(e), e);
        }
    }

    /** Closes the doors; waits for records under way. */
    public void stopIntake() {
        try {
            intake.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        live.stop();
        recording.stop();
        routing.close();
    }

    /** Whether a destination that holds an earlier revision gets a later one; mail and other copies say no. */
    boolean follows(String destination) {
        CamelDestinationRoute route = destinations.get(destination);
        return route != null && route.follows();
    }

    /** Several routing routes are a union, in the order of their files, and in a file from top to bottom. */
    static List<Rule> rules(CamelContext context) {
        List<Rule> rules = new ArrayList<>();
        context.getRoutes().stream()
                .map(Route::getConsumer)
                .filter(RoutingConsumer.class::isInstance)
                .map(RoutingConsumer.class::cast)
                .forEach(consumer -> rules.add(consumer::evaluate));
        return rules;
    }

    private static Map<String, CamelDestinationRoute> destinations(
            CamelContext context, Mode mode, ContextParts parts) {
        Map<String, CamelDestinationRoute> routes = new TreeMap<>();
        for (Route route : context.getRoutes()) {
            if (route.getConsumer() instanceof DestinationConsumer consumer) {
                routes.put(
                        consumer.getEndpoint().getName(),
                        new CamelDestinationRoute(consumer, mode, parts.classifier(), parts.dryRuns()));
            }
        }
        return Collections.unmodifiableMap(routes);
    }
}
