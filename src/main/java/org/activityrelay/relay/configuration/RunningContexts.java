package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.activityrelay.relay.component.DestinationConsumer;
import org.activityrelay.relay.component.RoutingConsumer;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.CamelRouting;
import org.activityrelay.relay.routing.Decision;
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
    private final Doors doors;
    private final CamelRouting routing;
    private final Map<String, CamelDestinationRoute> destinations;
    private final Map<String, CamelDestinationRoute> recorders;
    private final Users users = new Users(this::stop);
    private final RouteModel model;
    private final ContextParts parts;

    /** Whether the recording context is another's, and goes on when this one is stopped. */
    private final boolean sharing;

    /** @param doors or null, where none can be opened */
    RunningContexts(
            Snapshot snapshot,
            DefaultCamelContext live,
            DefaultCamelContext recording,
            Doors doors,
            CamelRouting routing,
            RouteModel model,
            ContextParts parts) {
        this(snapshot, live, recording, doors, routing, model, parts, false);
    }

    private RunningContexts(
            Snapshot snapshot,
            DefaultCamelContext live,
            DefaultCamelContext recording,
            Doors doors,
            CamelRouting routing,
            RouteModel model,
            ContextParts parts,
            boolean sharing) {
        this.snapshot = snapshot;
        this.live = live;
        this.recording = recording;
        this.doors = doors;
        this.routing = routing;
        this.model = model;
        this.parts = parts;
        this.sharing = sharing;
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

    /** Every step of a rule that names a destination, in the order of the files. */
    public List<Decision> deliverSteps() {
        return ContextBuild.deliverSteps(model);
    }

    RouteModel model() {
        return model;
    }

    /**
     * The same destinations, recording, with rules for which some settings are others. Much less work than building all
     * anew. To be closed before this one is.
     *
     * @param instead values by key
     * @return nothing when more than rules may see these settings
     * @throws RefusedConfigurationException when the rules are wrong with these settings
     */
    public Optional<RunningContexts> withRuleSettings(Map<String, String> instead, Pace pace) {
        if (!RuleSettings.areAll(instead, model)) {
            return Optional.empty();
        }
        ContextParts changed = parts.with(key -> instead.containsKey(key) ? instead.get(key) : setting(key));
        ContextBuild build = new ContextBuild(changed, snapshot, null, true, pace);
        return Optional.of(build.built(rules -> rules.runRules(this)));
    }

    RunningContexts routedBy(DefaultCamelContext rules, CamelRouting other, ContextParts changed) {
        return new RunningContexts(snapshot, rules, recording, null, other, model, changed, true);
    }

    /** The mode that the settings give a destination, whatever it runs in here. */
    public Mode configuredMode(String destination) {
        return new Modes(parts.settings()).of(destination);
    }

    /** The value of a setting, or null. */
    public String setting(String key) {
        return parts.settings().apply(key);
    }

    /**
     * Runs a destination's route for one delivery with every producer recording. Sends, asks and keeps nothing.
     * Thread-safe.
     *
     * @throws IllegalArgumentException when there is no such destination
     */
    public Rehearsed rehearse(Claim claim, Rehearsal rehearsal) {
        CamelDestinationRoute recorder = recorders.get(claim.destination());
        if (recorder == null) {
            throw new IllegalArgumentException("there is no destination '" + claim.destination() + "'");
        }
        return recorder.rehearse(claim, rehearsal);
    }

    /** Routing and the live destinations. */
    public CamelContext live() {
        return live;
    }

    /** Every destination, recording. */
    public CamelContext recording() {
        return recording;
    }

    /** The routes that take records in. */
    public CamelContext intake() {
        return doors.context();
    }

    Doors doors() {
        return doors;
    }

    /** Opens the doors. */
    public void startIntake() {
        doors.openEntrances();
        doors.openSources();
    }

    /** Closes the doors; waits for records under way. */
    public void stopIntake() {
        doors.shut();
    }

    /** Who uses it now; {@link #retire()} waits for them. */
    Users users() {
        return users;
    }

    /** Stops routing and destinations as soon as nobody uses them; the doors are somebody else's by now. Does not wait. */
    void retire() {
        users.end();
    }

    @Override
    public void close() {
        if (doors != null) {
            doors.close();
        }
        stop();
    }

    /** Stops all but the doors. */
    void stop() {
        live.stop();
        if (!sharing) {
            recording.stop();
        }
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

    static Map<String, CamelDestinationRoute> destinations(CamelContext context, Mode mode, ContextParts parts) {
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
