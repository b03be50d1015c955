package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Reads the route files of a snapshot into Camel's model for one context, reporting every file that cannot be read. */
class RouteFileReader {

    private final Snapshot snapshot;
    private final CamelContext context;
    private final Consumer<Finding> findings;

    RouteFileReader(Snapshot snapshot, CamelContext context, Consumer<Finding> findings) {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
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

    private Optional<RouteFile> read(String name, Stage stage) {
        RouteFileLoader loader = new RouteFileLoader();
        loader.setCamelContext(context);
        try {
            loader.start();
            SnapshotResources resources = new SnapshotResources(snapshot);
            RouteBuilder builder = (RouteBuilder) loader.loadRoutesBuilder(resources.resource(name));
            builder.configureRoutes(context);
            return Optional.of(new RouteFile(name, stage, builder, loader.entries(), loader.texts()));
        } catch (Exception e) {
            findings.accept(unreadable(name, e));
            return Optional.empty();
        }
    }

    private static Finding misnamed(String name) {
        return new Finding(
                name,
                null,
                "the name says no stage",
                "begin it with 1-intake-, 3-routing or 5-destination- (2 and 4 are not routes)");
    }

    private static Finding unreadable(String name, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                Integer line = yaml.getProblemMark()
                        .or(yaml::getContextMark)
                        .map(mark -> mark.getLine() + 1)
                        .orElse(null);
                return new Finding(name, line, yaml.getProblem(), "correct the YAML");
            }
        }
        return new Finding(name, null, String.valueOf(failure.getMessage()), "correct the file");
    }
}
