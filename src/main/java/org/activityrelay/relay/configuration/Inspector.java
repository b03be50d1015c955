package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.CamelRouting;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Finds everything that is wrong with a snapshot, in one context in which every producer records. Where a start stops at
 * the first stage of mistakes, this goes on as far as each file allows.
 */
final class Inspector {

    private final ContextParts parts;
    private final Snapshot snapshot;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Footprints footprints = new Footprints();

    Inspector(ContextParts parts, Snapshot snapshot) {
        this.parts = parts;
        this.snapshot = snapshot;
    }

    Inspection run() throws Exception {
        Map<String, String> standIns = new ConcurrentHashMap<>();
        DefaultCamelContext context = new ContextFactory(parts).create(snapshot, Kind.RECORDING, standIns);
        try {
            context.start();
            return inspect(context, standIns);
        } catch (Exception e) {
            context.stop();
            throw e;
        }
    }

    private Inspection inspect(DefaultCamelContext context, Map<String, String> standIns) {
        RouteFileReader reader = new RouteFileReader(snapshot, context, findings::add, Pace.FULL);
        List<RouteFile> files = reader.read(stage -> true);
        RouteModel model = new RouteModel(snapshot, files, reader.broken(), context, parts.settings());
        PlaceholderCheck placeholders = new PlaceholderCheck(this::mode);
        standIns.putAll(placeholders.check(model, findings::add));
        checkDispositions(snapshot, findings);
        parts.checks().forEach(check -> check.check(model, findings::add));
        List<RouteFile> sound = load(context, probed(context, files));
        CamelRouting routing = new CamelRouting(
                RunningContexts.rules(context), RuleBounds.mayRunLong(sound), parts.routingTimeout(), snapshot.hash());
        return new Inspection(
                RefusedConfigurationException.sorted(placeholders.told(findings)), model, context, routing, footprints);
    }

    static void checkDispositions(Snapshot snapshot, Set<Finding> findings) {
        try {
            snapshot.bytes(Snapshot.DISPOSITIONS).ifPresent(Dispositions::parse);
        } catch (InvalidDispositionsException e) {
            e.mistakes()
                    .forEach(mistake -> findings.add(
                            new Finding(Snapshot.DISPOSITIONS, mistake.line(), mistake.detail(), "correct it")));
        }
    }

    /** A word that is no mode is a mistake in the settings, and reported with them. */
    private Mode mode(String destination) {
        try {
            return new Modes(parts.settings()).of(destination);
        } catch (InvalidSettingException noMode) {
            return Mode.DRY_RUN;
        }
    }

    private List<RouteFile> probed(DefaultCamelContext context, List<RouteFile> files) {
        Probe probe = new Probe(context, this::addUnlessTold);
        return files.stream().filter(probe::accepts).toList();
    }

    /** What a check has said of a line, Camel says once more in its own words. */
    private void addUnlessTold(Finding finding) {
        boolean told = findings.stream()
                .anyMatch(earlier -> earlier.file().equals(finding.file())
                        && (finding.line() == null || finding.line().equals(earlier.line())));
        if (!told) {
            findings.add(finding);
        }
    }

    /** Rules and destinations without a mistake; doors are never loaded, and a file with one would say it twice. */
    private List<RouteFile> load(DefaultCamelContext context, List<RouteFile> files) {
        Set<String> wrong = new HashSet<>();
        findings.stream()
                .filter(finding -> !finding.warning())
                .map(Finding::file)
                .forEach(wrong::add);
        List<RouteFile> sound = new ArrayList<>(files);
        sound.removeIf(file -> file.stage() == Stage.INTAKE || wrong.contains(file.name()));
        StepPlaces.watch(sound, context);
        context.getCamelContextExtension().addInterceptStrategy(footprints);
        for (RouteFile file : sound) {
            try {
                for (RouteDefinition route : file.routes()) {
                    route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
                }
                context.addRoutes(file.builder());
            } catch (Exception e) {
                findings.add(LoadFailure.in(file, e));
            }
        }
        return sound;
    }
}
