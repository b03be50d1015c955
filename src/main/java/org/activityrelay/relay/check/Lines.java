package org.activityrelay.relay.check;

import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;

/** Lines of model nodes, as findings need them. */
final class Lines {

    private Lines() {}

    /** Line from 1, or null when Camel does not know it. */
    static Integer of(NamedNode node) {
        return node.getLineNumber() > 0 ? (Integer) node.getLineNumber() : null;
    }

    /** Where a route begins to do something: its {@code from}, or else the route itself. */
    static Integer from(RouteDefinition route) {
        Integer from = route.getInput() == null ? null : of(route.getInput());
        return from == null ? of(route) : from;
    }
}
