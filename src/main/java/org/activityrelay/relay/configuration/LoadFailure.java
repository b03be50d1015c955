package org.activityrelay.relay.configuration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.RouteDefinition;

/** What Camel says when a route cannot be loaded, as a finding. */
final class LoadFailure {

    private static final Pattern PLACE = Pattern.compile("due to: (.+)", Pattern.DOTALL);

    private LoadFailure() {}

    static Finding in(RouteFile file, Throwable failure) {
        return new Finding(file.name(), line(file, failure), text(failure), "correct the step or its options");
    }

    /** The line of the route that failed; of its first route if Camel does not say. */
    private static Integer line(RouteFile file, Throwable failure) {
        String id = failure instanceof FailedToCreateRouteException created ? created.getRouteId() : null;
        for (RouteDefinition route : file.routes()) {
            if ((id == null || id.equals(route.getRouteId())) && route.getLineNumber() > 0) {
                return route.getLineNumber();
            }
        }
        return null;
    }

    /** The innermost message, on one line. */
    static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && cause.getCause() != cause
                && !(cause instanceof ResolveEndpointFailedException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        Matcher place = PLACE.matcher(message);
        String brief = place.find() ? place.group(1) : message;
        return brief.replaceAll("\\s+", " ").trim();
    }
}
