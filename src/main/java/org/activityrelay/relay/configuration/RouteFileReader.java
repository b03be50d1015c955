package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;

/** Reads the route files of a snapshot into Camel's model for one context, reporting every file that cannot be read. */
class RouteFileReader {

    private final Snapshot snapshot;
    private final CamelContext context;
    private final Consumer<Finding> findings;
    private final Pace pace;
    private final Set<String> broken = new TreeSet<>();

    RouteFileReader(Snapshot snapshot, CamelContext context, Consumer<Finding> findings, Pace pace) {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
        this.pace = pace;
    }

    List<RouteFile> read(Predicate<Stage> wanted) {
        List<RouteFile> files = new ArrayList<>();
        for (String path : snapshot.paths()) {
            if (isRouteFile(path)) {
                String name = path.substring(Snapshot.ROUTES.length());
                Optional<Stage> stage = Stage.of(name);
                if (stage.isEmpty()) {
                    findings.accept(misnamed(name));
                } else if (wanted.test(stage.get())) {
                    read(name, stage.get()).ifPresent(files::add);
                    pace.rest();
                }
            }
        }
        return files;
    }

    private static boolean isRouteFile(String path) {
        return path.startsWith(Snapshot.ROUTES)
                && path.endsWith(Stage.SUFFIX)
                && path.indexOf('/', Snapshot.ROUTES.length()) < 0;
    }

    /** Names of the files that were read in part or not at all, and are reported. */
    Set<String> broken() {
        return Set.copyOf(broken);
    }

    private Optional<RouteFile> read(String name, Stage stage) {
        WrongPlaces wrong = new WrongPlaces();
        while (true) {
            try {
                return Optional.of(load(name, stage, wrong));
            } catch (Exception e) {
                broken.add(name);
                Optional<MarkedYamlEngineException> place = marked(e);
                findings.accept(unreadable(name, place, e));
                // What Camel does not know is left out, and the rest read again; what is no YAML has no rest.
                boolean hasRest = place.isPresent()
                        && !(place.get() instanceof ParserException)
                        && !(place.get() instanceof ScannerException);
                if (!hasRest || !wrong.add(place.get())) {
                    return Optional.empty();
                }
            }
        }
    }

    private RouteFile load(String name, Stage stage, WrongPlaces wrong) throws Exception {
        RouteFileLoader loader = new RouteFileLoader(wrong);
        loader.setCamelContext(context);
        loader.start();
        SnapshotResources resources = new SnapshotResources(snapshot);
        RouteBuilder builder = (RouteBuilder) loader.loadRoutesBuilder(resources.resource(name));
        builder.configureRoutes(context);
        return new RouteFile(name, stage, builder, loader.entries(), loader.texts());
    }

    private static Finding misnamed(String name) {
        return new Finding(
                name,
                null,
                "the name says no stage",
                "begin it with 1-intake-, 3-routing or 5-destination- (2 and 4 are not routes)");
    }

    private static Optional<MarkedYamlEngineException> marked(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                return Optional.of(yaml);
            }
        }
        return Optional.empty();
    }

    private static Finding unreadable(String name, Optional<MarkedYamlEngineException> place, Exception failure) {
        if (place.isEmpty()) {
            return new Finding(name, null, String.valueOf(failure.getMessage()), "correct the file");
        }
        MarkedYamlEngineException yaml = place.get();
        Integer line = yaml.getProblemMark()
                .or(yaml::getContextMark)
                .map(mark -> mark.getLine() + 1)
                .orElse(null);
        return YamlMistake.of(yaml.getProblem()).in(name, line);
    }
}
