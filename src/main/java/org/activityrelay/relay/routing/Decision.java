package org.activityrelay.relay.routing;

/**
 * Where in the routes a decision was made.
 *
 * @param routeId id of the routing route
 * @param file file name below {@code routes/}
 * @param line line of the {@code activity:deliver} step (of the failing step, if routing failed)
 * @param whenLine line of the innermost {@code when}, {@code otherwise} or {@code filter} around it, or null
 */
public record Decision(String routeId, String file, Integer line, Integer whenLine) {}
