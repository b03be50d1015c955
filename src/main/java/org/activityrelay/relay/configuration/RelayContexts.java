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

        List<RouteFile> runsLive = files.stream()
                .filter(file -> file.stage() != Stage.DESTINATION || isLive(file, model))
                .toList();
        Probe liveProbe = new Probe(live, findings::add);
        List<RouteFile> sound = runsLive.stream().filter(liveProbe::accepts).toList();
        StepPlaces.watch(sound, live);
        sound.stream().filter(file -> file.stage() != Stage.INTAKE).forEach(file -> add(file, live, findings));
        IntakeRoutes intake = IntakeRoutes.holdBackIn(live);
        sound.stream().filter(file -> file.stage() == Stage.INTAKE).forEach(file -> add(file, live, findings));
        addJavaRoutes(live, findings);

        DefaultCamelContext recording = factory.start(snapshot, ContextCustomizer.Kind.RECORDING, standIns);
        started.add(recording);
        List<RouteFile> recorded =
                new RouteFileReader(snapshot, recording, findings::add).read(stage -> stage == Stage.DESTINATION);
        Probe recordingProbe = new Probe(recording, finding -> addNew(finding, findings));
        List<RouteFile> soundRecorded =
                recorded.stream().filter(recordingProbe::accepts).toList();
        StepPlaces.watch(soundRecorded, recording);
        soundRecorded.forEach(file -> add(file, recording, findings));
        refuse(findings);
        return new RunningContexts(snapshot, live, recording, intake, parts);
    }

    private boolean isLive(RouteFile file, RouteModel model) {
        return file.stage() == Stage.DESTINATION
                && model.destinations(file).stream().anyMatch(name -> modes.of(name) == Mode.LIVE);
    }

    /** A live destination is loaded twice, and so are its mistakes. */
    private static void addNew(Finding finding, List<Finding> findings) {
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private static void add(RouteFile file, DefaultCamelContext context, List<Finding> findings) {
        try {
            context.addRoutes(file.builder());
        } catch (Exception e) {
            addNew(LoadFailure.in(file, e), findings);
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
