package org.activityrelay.relay.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.NamedNode;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RollbackDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * A destination route runs on one thread from the record to the answer, shows every error, and sends only through
 * endpoints: then its end says whether the record was delivered, and a dry-run shows all it would do.
 */
class DestinationSteps implements LoadCheck {

    private static final String THREAD = "it goes on in another thread, so that the relay does not see how it ends; "
            + "use activity:destination/…?concurrency= for speed";
    private static final String UNSEEN =
            "no dry-run can see what it does; use a mapping (jsonata, freemarker) or an " + "endpoint";
    private static final String RETRY = "the relay retries by the schedule: activity:destination/…?retry=0,5s,30s";
    private static final String HELD = "records must not wait or gather inside a route; remove it";

    private static final Set<String> STEPS = Set.of(
            "to",
            "toD",
            "choice",
            "when",
            "otherwise",
            "filter",
            "setBody",
            "setHeader",
            "setHeaders",
            "setProperty",
            "setVariable",
            "setVariables",
            "removeHeader",
            "removeHeaders",
            "removeProperty",
            "removeProperties",
            "removeVariable",
            "transform",
            "marshal",
            "unmarshal",
            "convertBodyTo",
            "convertHeaderTo",
            "convertVariableTo",
            "enrich",
            "split",
            "multicast",
            "recipientList",
            "loop",
            "doTry",
            "doCatch",
            "doFinally",
            "throwException",
            "rollback",
            "stop",
            "log",
            "validate",
            "step",
            "pipeline",
            "sort");

    private static final Map<String, String> WHY_NOT = Map.ofEntries(
            Map.entry("wireTap", THREAD),
            Map.entry("threads", THREAD),
            Map.entry("delay", HELD),
            Map.entry("throttle", "use activity:destination/…?rate=20/s"),
            Map.entry("aggregate", HELD),
            Map.entry("resequence", HELD),
            Map.entry("sample", HELD),
            Map.entry("bean", UNSEEN),
            Map.entry("process", UNSEEN),
            Map.entry("script", UNSEEN),
            Map.entry("pollEnrich", UNSEEN),
            Map.entry("poll", UNSEEN),
            Map.entry("kamelet", UNSEEN),
            Map.entry("circuitBreaker", "the relay pauses a destination in trouble; remove it"),
            Map.entry("loadBalance", RETRY),
            Map.entry("idempotentConsumer", "the ledger knows what was delivered; remove it"),
            Map.entry("saga", "a delivery is one write; make two destinations of it"));

    private static final Map<String, String> COMPONENTS = Map.of(
            "seda", THREAD,
            "disruptor", THREAD,
            "vm", THREAD,
            "bean", UNSEEN,
            "class", UNSEEN,
            "language", UNSEEN,
            "controlbus", UNSEEN);

    private static final Set<String> LANGUAGES = Set.of(
            "simple",
            "constant",
            "jsonata",
            "variable",
            "header",
            "exchangeProperty",
            "tokenize",
            "xtokenize",
            "xpath",
            "jsonpath",
            "jq",
            "datasonnet");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            OwnErrorHandling.check(file, findings);
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    check(new Place(file, step, findings), model);
                }
            }
        }
    }

    private static void check(Place place, RouteModel model) {
        Step step = place.step();
        if (OwnErrorHandling.isCopied(step)) {
            return;
        }
        if (!STEPS.contains(step.kind())) {
            place.report(
                    "a destination cannot use the step " + step.kind(),
                    WHY_NOT.getOrDefault(step.kind(), "it is not known to show its errors and what it sends"));
            return;
        }
        Endpoints.of(step).ifPresent(uri -> checkEndpoint(place, uri, model.resolve(uri)));
        checkExpression(place, step.expression());
        if (isParallel(step.node())) {
            place.report(step.kind() + " runs in parallel", THREAD);
        }
        if (goesOnAfterErrors(step.node())) {
            place.report(
                    step.kind() + " goes on after an error",
                    "add stopOnException: true, so that a part that failed is not taken for delivered");
        }
        if (ignoresInvalidEndpoints(step.node())) {
            place.report(step.kind() + " would pass over an address it cannot use", "remove ignoreInvalidEndpoint");
        }
        if (step.node() instanceof CatchDefinition caught && !alwaysThrows(caught.getOutputs())) {
            place.report(
                    "doCatch swallows the error",
                    "end it with throwException, or remove it: a delivery that failed must not look delivered");
        }
    }

    private static void checkEndpoint(Place place, String written, String uri) {
        String remedy = COMPONENTS.get(Endpoints.scheme(uri));
        if (remedy != null) {
            place.report("a destination cannot send to " + Endpoints.scheme(uri) + ":", remedy);
        }
        if (uri.replace(" ", "").contains("throwExceptionOnFailure=false")) {
            place.report(
                    "throwExceptionOnFailure=false hides a refused record", "remove it: the relay must see the status");
        }
        checkFunctions(place, written);
    }

    private static void checkExpression(Place place, ExpressionDefinition expression) {
        if (expression == null) {
            return;
        }
        String language = Languages.of(expression);
        if (!LANGUAGES.contains(language)) {
            place.reportAt(expression.getExpression(), "a destination cannot use the language " + language, UNSEEN);
        } else if (language.equals("simple") && expression.getExpression() != null) {
            checkFunctions(place, expression.getExpression());
        }
    }

    private static void checkFunctions(Place place, String written) {
        for (SimpleFunction function : SimpleFunctions.in(written)) {
            function.escape().ifPresent(mistake -> place.reportAt(written, mistake.what(), mistake.remedy()));
        }
    }

    private static boolean isParallel(NamedNode node) {
        if (node instanceof SplitDefinition split) {
            return isSet(split.getParallelProcessing()) || split.getExecutorService() != null;
        }
        if (node instanceof MulticastDefinition multicast) {
            return isSet(multicast.getParallelProcessing()) || multicast.getExecutorService() != null;
        }
        return node instanceof RecipientListDefinition<?> list
                && (isSet(list.getParallelProcessing()) || list.getExecutorService() != null);
    }

    private static boolean goesOnAfterErrors(NamedNode node) {
        if (node instanceof SplitDefinition split) {
            return !"true".equals(split.getStopOnException());
        }
        if (node instanceof MulticastDefinition multicast) {
            return !"true".equals(multicast.getStopOnException());
        }
        return node instanceof RecipientListDefinition<?> list && !"true".equals(list.getStopOnException())
                || node instanceof EnrichDefinition enrich && isSet(enrich.getAggregateOnException());
    }

    private static boolean ignoresInvalidEndpoints(NamedNode node) {
        return node instanceof ToDynamicDefinition dynamic && isSet(dynamic.getIgnoreInvalidEndpoint())
                || node instanceof RecipientListDefinition<?> list && isSet(list.getIgnoreInvalidEndpoints())
                || node instanceof EnrichDefinition enrich && isSet(enrich.getIgnoreInvalidEndpoint());
    }

    /** A placeholder might be true one day. */
    private static boolean isSet(String option) {
        return option != null && !option.equals("false");
    }

    private static boolean alwaysThrows(List<? extends ProcessorDefinition<?>> steps) {
        return steps.stream().anyMatch(DestinationSteps::alwaysThrows);
    }

    private static boolean alwaysThrows(NamedNode step) {
        if (step instanceof ThrowExceptionDefinition || step instanceof RollbackDefinition) {
            return true;
        }
        return step instanceof ChoiceDefinition choice
                && choice.getOtherwise() != null
                && alwaysThrows(choice.getOtherwise().getOutputs())
                && choice.getWhenClauses().stream().allMatch(when -> alwaysThrows(((OutputNode) when).getOutputs()));
    }
}
