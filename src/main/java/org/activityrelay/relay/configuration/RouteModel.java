package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;

/** Every route file of a snapshot, as checks see it. */
public final class RouteModel {

    private final List<RouteFile> files;
    private final CamelContext context;
    private final Function<String, String> settings;
    private final Snapshot snapshot;
    private final Set<String> broken;

    /**
     * @param snapshot that everything is from
     * @param files in the order of their names
     * @param broken names of the files that are not among them, or not whole
     * @param context with its languages and components, without routes
     * @param settings value of a setting by key, or null
     */
    RouteModel(
            Snapshot snapshot,
            List<RouteFile> files,
            Set<String> broken,
            CamelContext context,
            Function<String, String> settings) {
        this.snapshot = snapshot;
        this.broken = Set.copyOf(broken);
        this.files = List.copyOf(files);
        this.context = context;
        this.settings = settings;
    }

    public List<RouteFile> files() {
        return files;
    }

    /** Everything that the routes come from and use. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Whether every route file could be read whole; if not, what is missing here may be there. */
    public boolean isWhole() {
        return broken.isEmpty();
    }

    /** The files of one stage. */
    public List<RouteFile> files(Stage stage) {
        return files.stream().filter(file -> file.stage() == stage).toList();
    }

    /** Resolves languages and components; has no routes. */
    public CamelContext context() {
        return context;
    }

    /** The value of a setting, if it has one. */
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.apply(key));
    }

    /** Names of the destinations that have a route. */
    public SortedSet<String> destinations() {
        SortedSet<String> names = new TreeSet<>();
        files(Stage.DESTINATION).forEach(file -> names.addAll(destinations(file)));
        // A file that could not be read is reported once, not for everything that names its destination, too.
        String prefix = Stage.DESTINATION.prefix() + "-";
        broken.stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> file.substring(prefix.length(), file.length() - Stage.SUFFIX.length()))
                .forEach(names::add);
        return names;
    }

    /** Names of the destinations whose routes are in a file. */
    public SortedSet<String> destinations(RouteFile file) {
        SortedSet<String> names = new TreeSet<>();
        for (RouteDefinition route : file.routes()) {
            ActivityUri.of(resolve(from(route)))
                    .filter(uri -> uri.word().equals("destination"))
                    .ifPresent(uri -> names.add(uri.name()));
        }
        return names;
    }

    /** The endpoint a route begins with, placeholders as written. */
    public static String from(RouteDefinition route) {
        return route.getInput() == null ? "" : route.getInput().getEndpointUri();
    }

    /** Replaces placeholders by settings; leaves those that have no value as they are. */
    public String resolve(String text) {
        return Placeholders.resolve(text, settings);
    }
}
