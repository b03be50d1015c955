package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.routing.CamelRouting;
import org.activityrelay.relay.routing.Decision;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** One attempt at building contexts from a snapshot; collects what is wrong as far as it gets. */
class ContextBuild {

    private final ContextParts parts;
    private final Snapshot snapshot;
    private final ContextFactory factory;
    private final Modes modes;
    private final PlaceholderCheck placeholders;
    private final Doors open;
    private final List<CamelContext> started = new ArrayList<>();

    /** A live destination is loaded into both contexts, and so are its mistakes: each counts once. */
    private final Set<Finding> findings = new LinkedHashSet<>();

    private final boolean rehearsal;
    private final Pace pace;

    /**
     * @param open the doors of the configuration that runs, or null: kept if this one does not change them
     * @param rehearsal whether nothing may live: no doors, and every destination records
     * @param pace is asked for a rest after each piece of work
     */
    ContextBuild(ContextParts parts, Snapshot snapshot, Doors open, boolean rehearsal, Pace pace) {
        this.parts = parts;
        this.snapshot = snapshot;
        this.open = open;
        this.factory = new ContextFactory(parts);
        this.modes = new Modes(rehearsal ? key -> null : parts.settings());
        this.placeholders = new PlaceholderCheck(modes::of);
        this.rehearsal = rehearsal;
        this.pace = pace;
    }

    /** A way of building. */
    interface Way<T> {

        T run(ContextBuild build) throws Exception;
    }

    /** Builds, or leaves nothing behind. */
    <T> T built(Way<T> way) {
        try {
            return way.run(this);
        } catch (Exception e) {
            abandon();
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    RunningContexts run() throws Exception {
        DefaultCamelContext live = start(Kind.LIVE, Map.of());
        RouteFileReader reader = new RouteFileReader(snapshot, live, findings::add, pace);
        RouteModel model =
                new RouteModel(snapshot, reader.read(stage -> true), reader.broken(), live, parts.settings());
        Map<String, String> standIns = check(model);

        List<RouteFile> files = sound(
                live,
                model.files().stream()
                        .filter(file -> file.stage() != Stage.INTAKE && runsLive(file, model))
                        .toList());
        boolean mayRunLong = RuleBounds.mayRunLong(files);
        load(live, files);
        Doors doors = rehearsal ? null : doors(model.files(Stage.INTAKE));

        DefaultCamelContext recording = start(Kind.RECORDING, standIns);
        load(recording, sound(recording, read(recording, stage -> stage == Stage.DESTINATION)));
        refuseIfWrong();
        return new RunningContexts(snapshot, live, recording, doors, routing(live, mayRunLong), model, parts);
    }

    /** Builds the rules alone, beside destinations of the same snapshot that are there already. */
    RunningContexts runRules(RunningContexts destinations) throws Exception {
        DefaultCamelContext context = start(Kind.RECORDING, Map.of());
        RouteFileReader reader = new RouteFileReader(snapshot, context, findings::add, pace);
        // Read again: what has been loaded is no longer as it was written.
        RouteModel model =
                new RouteModel(snapshot, reader.read(stage -> true), reader.broken(), context, parts.settings());
        check(model);
        List<RouteFile> files = sound(context, model.files(Stage.ROUTING));
        boolean mayRunLong = RuleBounds.mayRunLong(files);
        load(context, files);
        refuseIfWrong();
        return destinations.routedBy(context, routing(context, mayRunLong), parts);
    }

    /** Answers stand-ins for placeholders that may be without a value. */
    private Map<String, String> check(RouteModel model) {
        Map<String, String> standIns = placeholders.check(model, findings::add);
        Inspector.checkDispositions(snapshot, findings);
        for (LoadCheck check : parts.checks()) {
            check.check(model, findings::add);
            pace.rest();
        }
        refuseIfWrong();
        return standIns;
    }

    private CamelRouting routing(CamelContext context, boolean mayRunLong) {
        return new CamelRouting(RunningContexts.rules(context), mayRunLong, parts.routingTimeout(), snapshot.hash());
    }

    /** A live context with the file of one destination only. */
    LiveTrial live(String destination) throws Exception {
        DefaultCamelContext live = start(Kind.LIVE, Map.of());
        List<RouteFile> files = read(live, stage -> stage == Stage.DESTINATION).stream()
                .filter(file -> file.routes().stream()
                        .map(RouteModel::from)
                        .map(ActivityUri::of)
                        .anyMatch(uri -> uri.isPresent() && uri.get().name().equals(destination)))
                .toList();
        load(live, sound(live, files));
        refuseIfWrong();
        CamelDestinationRoute route =
                RunningContexts.destinations(live, Mode.LIVE, parts).get(destination);
        if (route == null) {
            throw new IllegalArgumentException("there is no destination '" + destination + "'");
        }
        return new LiveTrial(live, route);
    }

    private Doors doors(List<RouteFile> files) throws Exception {
        String key = doorsKey(files);
        if (open != null && open.key().equals(key)) {
            return open;
        }
        DefaultCamelContext intake = start(Kind.LIVE, Map.of());
        IntakeRoutes routes = IntakeRoutes.holdBackIn(intake);
        load(intake, sound(intake, read(intake, stage -> stage == Stage.INTAKE)));
        loadJavaRoutes(intake);
        return new Doors(key, intake, routes);
    }

    /** Intake routes that read other files of the snapshot change with any of them; Java routes never change. */
    private String doorsKey(List<RouteFile> files) {
        StringBuilder key = new StringBuilder();
        for (RouteFile file : files) {
            String text = snapshot.text(Snapshot.ROUTES + file.name()).orElse("");
            if (text.contains("resource:") || text.contains(SnapshotResources.SCHEME + ":")) {
                return snapshot.hash();
            }
            key.append(file.name()).append('\n').append(text).append('\n');
        }
        return key.toString();
    }

    static List<Decision> deliverSteps(RouteModel model) {
        List<Decision> steps = new ArrayList<>();
        for (RouteFile file : model.files(Stage.ROUTING)) {
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    if (step.node() instanceof SendDefinition<?> send && isDeliver(model, send.getUri())) {
                        steps.add(new Decision(route.getRouteId(), file.name(), step.line(), step.conditionLine()));
                    }
                }
            }
        }
        return steps;
    }

    private static boolean isDeliver(RouteModel model, String uri) {
        return uri != null
                && ActivityUri.of(model.resolve(uri))
                        .filter(known -> known.word().equals("deliver"))
                        .isPresent();
    }

    /** What is wrong but hurts nothing that runs. */
    List<Finding> warnings() {
        return List.copyOf(findings);
    }

    /** Stops what was begun. */
    private void abandon() {
        started.forEach(CamelContext::stop);
    }

    private DefaultCamelContext start(Kind kind, Map<String, String> standIns) throws Exception {
        DefaultCamelContext context = factory.create(snapshot, kind, standIns);
        started.add(context);
        pace.rest();
        context.start();
        pace.rest();
        return context;
    }

    private List<RouteFile> read(CamelContext context, Predicate<Stage> wanted) {
        return new RouteFileReader(snapshot, context, findings::add, pace).read(wanted);
    }

    private List<RouteFile> sound(CamelContext context, List<RouteFile> files) {
        Probe probe = new Probe(context, findings::add);
        List<RouteFile> sound = new ArrayList<>();
        for (RouteFile file : files) {
            if (probe.accepts(file)) {
                sound.add(file);
            }
            pace.rest();
        }
        return sound;
    }

    private boolean runsLive(RouteFile file, RouteModel model) {
        if (rehearsal) {
            return file.stage() == Stage.ROUTING;
        }
        return file.stage() != Stage.DESTINATION
                || model.destinations(file).stream().anyMatch(name -> modes.of(name) == Mode.LIVE);
    }

    private void load(DefaultCamelContext context, List<RouteFile> files) {
        StepPlaces.watch(files, context);
        files.forEach(file -> load(context, file));
    }

    private void load(DefaultCamelContext context, RouteFile file) {
        try {
            if (file.stage() != Stage.INTAKE) {
                letErrorsOut(file);
            }
            context.addRoutes(file.builder());
        } catch (Exception e) {
            findings.add(LoadFailure.in(file, e));
        }
        pace.rest();
    }

    /** Camel's default error handler would log what an exception quotes from a record. */
    private static void letErrorsOut(RouteFile file) {
        file.routes().forEach(route -> route.setErrorHandlerFactory(new NoErrorHandlerDefinition()));
    }

    private void loadJavaRoutes(DefaultCamelContext intake) {
        for (RoutesBuilder builder : parts.javaRoutes().get()) {
            try {
                if (builder instanceof RouteBuilder routes) {
                    checkBeginnings(routes, intake);
                }
                intake.addRoutes(builder);
            } catch (Exception e) {
                findings.add(new Finding(
                        builder.getClass().getName(), null, LoadFailure.text(e), "correct this Java route"));
            }
        }
    }

    /** Rules and destinations are written where they can be checked. */
    private void checkBeginnings(RouteBuilder builder, CamelContext intake) throws Exception {
        for (RouteDefinition route : builder.configureRoutes(intake).getRoutes()) {
            if (ActivityUri.of(RouteModel.from(route)).isPresent()) {
                findings.add(new Finding(
                        builder.getClass().getName(),
                        null,
                        "a route written in Java cannot begin with " + RouteModel.from(route),
                        "write it as YAML in the routes folder"));
            }
        }
    }

    private void refuseIfWrong() {
        if (findings.stream().anyMatch(finding -> !finding.warning())) {
            throw new RefusedConfigurationException(List.copyOf(placeholders.told(findings)));
        }
    }
}
