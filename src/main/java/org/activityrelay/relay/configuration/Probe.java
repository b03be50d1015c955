package org.activityrelay.relay.configuration;

import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern OPTION = Pattern.compile("has no option '?(\\w+)'?(?:$|:)");

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
            if (route.getInput() != null) {
                probe(file, route.getInput().getLineNumber(), () -> endpoint(RouteModel.from(route)));
            }
            for (Step step : Step.of(route)) {
                if (step.node() instanceof SendDefinition<?> send && send.getUri() != null) {
                    probe(file, step.node().getLineNumber(), () -> endpoint(send.getUri()));
                }
                probe(file, line(file, step), () -> expression(step));
            }
        }
        return clean;
    }

    private static int line(RouteFile file, Step step) {
        String written = step.expression() == null ? null : step.expression().getExpression();
        Integer line = file.lineOf(written, step.line());
        return line == null ? 0 : line;
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
            Finding finding = LoadFailure.at(file, line > 0 ? line : null, failure);
            findings.accept(finding.line() == null ? finding : atOption(file, finding));
        }
    }

    /** An option that stands below its step has a line of its own. */
    private static Finding atOption(RouteFile file, Finding finding) {
        Matcher option = OPTION.matcher(finding.what());
        if (!option.find()) {
            return finding;
        }
        return file.texts().stream()
                .filter(text -> text.line() >= finding.line() && text.key().equals(option.group(1)))
                .findFirst()
                .map(text -> new Finding(finding.file(), text.line(), finding.what(), finding.remedy()))
                .orElse(finding);
    }
}
