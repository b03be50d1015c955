package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.Set;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** Tells rules that take a time in proportion to the record from those that might take any. */
final class RuleBounds {

    /** Comparisons and look-ups. Their one operator without a bound is {@code regex}. */
    private static final Set<String> BOUNDED = Set.of("simple", "constant", "variable", "exchangeProperty");

    private RuleBounds() {}

    /** Whether a rule holds a regular expression, JSONata, or anything else that is not known to end. */
    static boolean mayRunLong(List<RouteFile> files) {
        return files.stream()
                .filter(file -> file.stage() == Stage.ROUTING)
                .flatMap(file -> file.routes().stream())
                .flatMap(route -> Step.of(route).stream())
                .anyMatch(RuleBounds::mayRunLong);
    }

    private static boolean mayRunLong(Step step) {
        if (step.node() instanceof SendDefinition<?> send && mayRunLong(send.getUri())) {
            return true;
        }
        ExpressionDefinition expression = step.expression();
        return expression != null
                && (!BOUNDED.contains(expression.getLanguage()) || mayRunLong(expression.getExpression()));
    }

    private static boolean mayRunLong(String text) {
        return text != null && (text.contains("regex") || text.contains("resource:"));
    }
}
