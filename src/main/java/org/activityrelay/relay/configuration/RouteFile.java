package org.activityrelay.relay.configuration;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * One route file of a snapshot, read into Camel's model for one context.
 *
 * @param name file name below the routes folder: {@code 5-destination-crm.camel.yaml}
 * @param stage which stage its routes belong to
 * @param builder holds the model, and adds it to the context
 * @param entries what stands at the top of the file: {@code route}, {@code onException}, …, with its line
 * @param texts every value written in the file, with its line
 */
public record RouteFile(String name, Stage stage, RouteBuilder builder, List<Text> entries, List<Text> texts) {

    /**
     * A value written in a file.
     *
     * @param key it stands behind; in a list the key of the list, at the top nothing
     */
    public record Text(String key, String value, int line) {}

    /** The routes in the order of the file. */
    public List<RouteDefinition> routes() {
        return builder.getRouteCollection().getRoutes();
    }

    /** The file name without digit and ending, as route ids repeat it: {@code destination-crm}. */
    public String stem() {
        return name.substring(name.indexOf('-') + 1, name.length() - Stage.SUFFIX.length());
    }

    /**
     * The line in which a value stands, at or below the line of its step; that of the step if it is not written so.
     *
     * @param value as written, or null
     */
    public Integer lineOf(String value, Integer step) {
        if (value == null || step == null) {
            return step;
        }
        return texts.stream()
                .filter(text -> text.line() >= step && text.value().strip().equals(value.strip()))
                .map(Text::line)
                .findFirst()
                .orElse(step);
    }
}
