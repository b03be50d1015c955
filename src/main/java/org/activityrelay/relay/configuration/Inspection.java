package org.activityrelay.relay.configuration;

import java.util.List;
import org.activityrelay.relay.routing.CamelRouting;
import org.activityrelay.relay.routing.Routing;
import org.apache.camel.CamelContext;

/** What is known of a snapshot after a look at everything in it. Nothing of it takes in, sends or stores anything. */
public final class Inspection implements AutoCloseable {

    private final List<Finding> findings;
    private final RouteModel model;
    private final CamelContext context;
    private final CamelRouting routing;
    private final Footprints footprints;

    Inspection(
            List<Finding> findings,
            RouteModel model,
            CamelContext context,
            CamelRouting routing,
            Footprints footprints) {
        this.findings = List.copyOf(findings);
        this.model = model;
        this.context = context;
        this.routing = routing;
        this.footprints = footprints;
    }

    /** Everything that is wrong, in the order of the files and lines. */
    public List<Finding> findings() {
        return findings;
    }

    /** Whether it could run as it is. */
    public boolean isSound() {
        return findings.stream().allMatch(Finding::warning);
    }

    public RouteModel model() {
        return model;
    }

    /** Makes plans by the rules that could be loaded: all of them, if it is sound. */
    public Routing routing() {
        return routing;
    }

    /** Whether a step was run by any record that {@link #routing()} was asked about. */
    public boolean wasRun(Step step) {
        return footprints.has(step.node());
    }

    @Override
    public void close() {
        context.stop();
        routing.close();
    }
}
