package org.activityrelay.relay.check;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * Routing only looks at the record and chooses: nothing is sent, asked or changed. Only so can the same rules serve
 * production, explanations, cases and a replay of yesterday.
 */
class RoutingPurity implements LoadCheck {

    /** Whatever is not listed is refused: a step of a later Camel version is not pure until somebody has looked. */
    private static final Set<String> STEPS = Set.of(
            "to",
            "choice",
            "when",
            "otherwise",
            "filter",
            "setVariable",
            "setVariables",
            "setProperty",
            "removeVariable",
            "removeProperty",
            "stop",
            "step",
            "pipeline");

    private static final Set<String> LANGUAGES =
            Set.of("simple", "constant", "jsonata", "variable", "exchangeProperty");

    private static final Pattern TWO_FIELDS = Pattern.compile("}\\s*[<>]=?\\s*\\$(simple)?\\{");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files(Stage.ROUTING)) {
            OwnErrorHandling.check(file, findings);
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    checkStep(new Place(file, step, findings), step, model);
                }
            }
        }
    }

    private static void checkStep(Place place, Step step, RouteModel model) {
        if (OwnErrorHandling.isCopied(step)) {
            return;
        }
        if (!STEPS.contains(step.kind())) {
            place.report(
                    "routing cannot use the step " + step.kind(),
                    "choose with choice, when, otherwise and filter, and name destinations with activity:deliver/…; what"
                            + " changes or sends something belongs into a destination");
            return;
        }
        if (step.kind().equals("to")) {
            Endpoints.of(step).ifPresent(uri -> checkEndpoint(place, uri, model));
        }
        checkVariable(place, step);
        checkExpression(place, step.expression());
    }

    private static void checkEndpoint(Place place, String uri, RouteModel model) {
        String resolved = model.resolve(uri);
        if (!ActivityUri.of(resolved).map(ActivityUri::word).equals(Optional.of("deliver"))) {
            place.report(
                    "routing cannot send to " + Endpoints.shown(resolved),
                    "only activity:deliver/… is possible here; make a destination of it");
            return;
        }
        SimpleFunctions.in(uri).forEach(function -> checkFunction(place, function));
    }

    /** A variable such as {@code global:x} would outlive the record. */
    private static void checkVariable(Place place, Step step) {
        String name = step.node() instanceof SetVariableDefinition variable
                ? variable.getName()
                : step.node() instanceof SetPropertyDefinition property ? property.getName() : "";
        if (name != null && name.contains(":")) {
            place.report("the variable " + name + " outlives the record", "use a name without a colon");
        }
    }

    private static void checkExpression(Place place, ExpressionDefinition expression) {
        if (expression == null) {
            return;
        }
        String language = Languages.of(expression);
        if (!LANGUAGES.contains(language)) {
            place.reportAt(
                    expression.getExpression(),
                    "routing cannot use the language " + language,
                    "use simple or jsonata, which see the record only");
        } else if (language.equals("simple") && expression.getExpression() != null) {
            checkComparison(place, expression.getExpression());
            String written = expression.getExpression();
            SimpleFunctions.in(written).forEach(function -> function.impurity()
                    .ifPresent(mistake -> place.reportAt(written, mistake.what(), mistake.remedy())));
        }
    }

    /** Camel takes nothing for less and for more than nothing (up to 4.22). */
    private static void checkComparison(Place place, String condition) {
        if (TWO_FIELDS.matcher(condition).find() && !condition.contains("!= null")) {
            place.reportAt(
                    condition,
                    "a comparison of two fields is true when a record lacks both",
                    "add && ${body.…} != null for one of them");
        }
    }

    private static void checkFunction(Place place, SimpleFunction function) {
        function.impurity().ifPresent(mistake -> place.report(mistake.what(), mistake.remedy()));
    }
}
