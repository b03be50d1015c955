package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.Mode;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Builds what runs from a snapshot: a live context with intake, routing and the live destinations, and a recording
 * context with every destination. Nothing is taken in before {@link RunningContexts#startIntake()}.
 */
public class RelayContexts {

    private final ContextParts parts;
    private final ContextFactory factory;
    private final Modes modes;

    public RelayContexts(ContextParts parts) {
        this.parts = parts;
        this.factory = new ContextFactory(parts);
        this.modes = new Modes(parts.settings());
    }

    /**
     * Reads, checks and loads every route file.
     *
     * @throws RefusedConfigurationException with everything that is wrong, when anything is
     */
    public RunningContexts build(Snapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        List<DefaultCamelContext> started = new ArrayList<>();
        try {
            RunningContexts running = build(snapshot, findings, started);
            refuse(findings);
            return running;
        } catch (Exception e) {
            started.forEach(CamelContext::stop);
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    private RunningContexts build(Snapshot snapshot, List<Finding> findings, List<DefaultCamelContext> started)
            throws Exception {
        DefaultCamelContext live = factory.start(snapshot, ContextCustomizer.Kind.LIVE, Map.of());
        started.add(live);
        List<RouteFile> files = new RouteFileReader(snapshot, live, findings::add).read(stage -> true);
        RouteModel model = new RouteModel(files, live, parts.settings());
        Map<String, String> standIns = new PlaceholderCheck(modes).check(model, findings::add);
        parts.checks().forEach(check -> check.check(model, findings::add));
        refuse(findings);

        RoutingSteps.watch(files, live);
        for (RouteFile file : files) {
            if (file.stage() == Stage.ROUTING || isLive(file, model)) {
                add(file, live, findings);
            }
        }
        IntakeRoutes intake = IntakeRoutes.holdBackIn(live);
        model.files(Stage.INTAKE).forEach(file -> add(file, live, findings));
        addJavaRoutes(live, findings);

        DefaultCamelContext recording = factory.start(snapshot, ContextCustomizer.Kind.RECORDING, standIns);
        started.add(recording);
        new RouteFileReader(snapshot, recording, findings::add)
                .read(stage -> stage == Stage.DESTINATION)
                .forEach(file -> add(file, recording, findings));
        refuse(findings);
        return new RunningContexts(snapshot, live, recording, intake, parts);
    }

    private boolean isLive(RouteFile file, RouteModel model) {
        return file.stage() == Stage.DESTINATION
                && model.destinations(file).stream().anyMatch(name -> modes.of(name) == Mode.LIVE);
    }

    private static void add(RouteFile file, DefaultCamelContext context, List<Finding> findings) {
        try {
            context.addRoutes(file.builder());
        } catch (Exception e) {
            findings.add(LoadFailure.in(file, e));
        }
    }

    private void addJavaRoutes(DefaultCamelContext live, List<Finding> findings) {
        for (RoutesBuilder builder : parts.javaRoutes().get()) {
            try {
                live.addRoutes(builder);
            } catch (Exception e) {
                findings.add(new Finding(
                        builder.getClass().getName(), null, LoadFailure.text(e), "correct this Java route"));
            }
        }
    }

    private static void refuse(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new RefusedConfigurationException(findings);
        }
    }
}
