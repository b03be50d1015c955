package org.activityrelay.relay.configuration;

import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * Makes each endpoint and compiles each expression of a file by itself, so that every mistake is found in one run and has
 * its line: Camel stops at the first and names the route only.
 */
class Probe {

    private static final Set<String> PREDICATES = Set.of("when", "filter", "validate");

    private final CamelContext context;
    private final Consumer<Finding> findings;
    private boolean clean = true;

    Probe(CamelContext context, Consumer<Finding> findings) {
        this.context = context;
        this.findings = findings;
    }

    /** Whether Camel can take the file. */
    boolean accepts(RouteFile file) {
        clean = true;
        for (RouteDefinition route : file.routes()) {
            probe(file, route.getInput().getLineNumber(), () -> endpoint(RouteModel.from(route)));
            for (Step step : Step.of(route)) {
                if (step.node() instanceof SendDefinition<?> send && send.getUri() != null) {
                    probe(file, step.node().getLineNumber(), () -> endpoint(send.getUri()));
                }
                probe(file, step.node().getLineNumber(), () -> expression(step));
            }
        }
        return clean;
    }

    private void endpoint(String uri) {
        context.getEndpoint(context.resolvePropertyPlaceholders(uri));
    }

    private void expression(Step step) {
        ExpressionDefinition expression = step.expression();
        if (expression == null) {
            return;
        }
        if (PREDICATES.contains(step.kind())) {
            expression.createPredicate(context);
        } else {
            expression.createExpression(context);
        }
    }

    private void probe(RouteFile file, int line, Runnable attempt) {
        try {
            attempt.run();
        } catch (RuntimeException failure) {
            clean = false;
            findings.accept(LoadFailure.at(file, line > 0 ? line : null, failure));
        }
    }
}
