package org.activityrelay.relay.configuration;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Evaluation;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Tells whoever runs a route where in the files it is: the evaluation of a rule before each step and each condition, the
 * attempt of a destination before each step.
 */
final class StepPlaces implements InterceptStrategy {

    private final Map<NamedNode, Runnable> watchers = new IdentityHashMap<>();

    private StepPlaces() {}

    /** To be called before the routes are added to the context. */
    static void watch(List<RouteFile> files, DefaultCamelContext context) {
        StepPlaces steps = new StepPlaces();
        for (RouteFile file : files) {
            if (file.stage() != Stage.INTAKE) {
                file.routes().forEach(route -> steps.locate(file, route));
            }
        }
        context.getCamelContextExtension().addInterceptStrategy(steps);
    }

    private void locate(RouteFile file, RouteDefinition route) {
        for (Step step : Step.of(route)) {
            if (file.stage() == Stage.DESTINATION) {
                String place = file.name() + ":" + step.line() + " (" + name(step) + ")";
                watchers.put(step.node(), () -> atDestinationStep(place));
                continue;
            }
            Decision place = new Decision(route.getRouteId(), file.name(), step.line(), step.conditionLine());
            watchers.put(step.node(), () -> atRule(place));
            if ((step.kind().equals("when") || step.kind().equals("filter"))
                    && step.node() instanceof HasExpressionType condition) {
                condition.setExpressionType(located(condition.getExpressionType(), () -> atRule(place)));
            }
        }
    }

    private static void atRule(Decision place) {
        Evaluation evaluation = Evaluation.current();
        if (evaluation != null) {
            evaluation.at(place);
        }
    }

    private static void atDestinationStep(String place) {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence != null) {
            evidence.at(place);
        }
    }

    private static String name(Step step) {
        boolean named = step.node() instanceof OptionalIdentifiedDefinition<?> node && node.hasCustomIdAssigned();
        return named ? step.node().getId() : step.kind();
    }

    private static ExpressionDefinition located(ExpressionDefinition original, Runnable watcher) {
        ExpressionDefinition located = new ExpressionDefinition(new WatchedPredicate(original, watcher));
        located.setExpression(original.getExpression());
        return located;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        Runnable watcher = watchers.get(definition);
        return watcher == null ? target : new WatchedProcessor(target, watcher);
    }

    private static final class WatchedProcessor extends DelegateAsyncProcessor {

        private final Runnable watcher;

        WatchedProcessor(Processor target, Runnable watcher) {
            super(target);
            this.watcher = watcher;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            watcher.run();
            return super.process(exchange, callback);
        }
    }

    private static final class WatchedPredicate implements Predicate {

        private final ExpressionDefinition original;
        private final Runnable watcher;
        private Predicate predicate;

        WatchedPredicate(ExpressionDefinition original, Runnable watcher) {
            this.original = original;
            this.watcher = watcher;
        }

        @Override
        public void init(CamelContext context) {
            predicate = original.createPredicate(context);
        }

        @Override
        public void initPredicate(CamelContext context) {
            init(context);
        }

        @Override
        public boolean matches(Exchange exchange) {
            watcher.run();
            return predicate.matches(exchange);
        }

        @Override
        public String toString() {
            return String.valueOf(original.getExpression());
        }
    }
}
