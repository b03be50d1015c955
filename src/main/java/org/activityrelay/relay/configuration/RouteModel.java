package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.Optional;
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

    /**
     * @param files in the order of their names
     * @param context with its languages and components, without routes
     * @param settings value of a setting by key, or null
     */
    public RouteModel(List<RouteFile> files, CamelContext context, Function<String, String> settings) {
        this.files = List.copyOf(files);
        this.context = context;
        this.settings = settings;
    }

    public List<RouteFile> files() {
        return files;
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
