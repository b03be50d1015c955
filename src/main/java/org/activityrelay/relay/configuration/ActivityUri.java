package org.activityrelay.relay.configuration;

import java.util.Optional;

/**
 * An {@code activity:} endpoint as written in a route.
 *
 * @param word accept, routing, deliver or destination, or what was written instead
 * @param name of the destination; empty where there is none
 */
public record ActivityUri(String word, String name) {

    /** Takes a URI apart, if it is one of the {@code activity:} component. */
    public static Optional<ActivityUri> of(String uri) {
        if (uri == null || !uri.startsWith("activity:")) {
            return Optional.empty();
        }
        String path =
                uri.substring("activity:".length()).replaceAll("\\?.*$", "").replaceAll("^/+|/+$", "");
        int slash = path.indexOf('/');
        return Optional.of(
                slash < 0
                        ? new ActivityUri(path, "")
                        : new ActivityUri(path.substring(0, slash), path.substring(slash + 1)));
    }
}
