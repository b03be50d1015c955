package org.activityrelay.relay.configuration;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Tells the running evaluation, before each step and each condition of a routing route, where in the files it is. */
final class RoutingSteps implements InterceptStrategy {

    private final Map<NamedNode, Decision> places = new IdentityHashMap<>();

    private RoutingSteps() {}

    /** To be called before the routes are added to the context. */
    static void watch(List<RouteFile> files, DefaultCamelContext context) {
        RoutingSteps steps = new RoutingSteps();
        for (RouteFile file : files) {
            if (file.stage() == Stage.ROUTING) {
                file.routes().forEach(route -> steps.locate(file, route, context));
            }
        }
        context.getCamelContextExtension().addInterceptStrategy(steps);
    }

    private void locate(RouteFile file, RouteDefinition route, CamelContext context) {
        for (Step step : Step.of(route)) {
            Decision place = new Decision(route.getRouteId(), file.name(), step.line(), step.conditionLine());
            places.put(step.node(), place);
            if ((step.kind().equals("when") || step.kind().equals("filter"))
                    && step.node() instanceof HasExpressionType condition) {
                condition.setExpressionType(located(condition.getExpressionType(), place, context));
            }
        }
    }

    private static ExpressionDefinition located(ExpressionDefinition original, Decision place, CamelContext context) {
        ExpressionDefinition located = new ExpressionDefinition(new LocatedPredicate(original, place));
        located.setExpression(original.getExpression());
        return located;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        Decision place = places.get(definition);
        return place == null ? target : new LocatedProcessor(target, place);
    }

    private static final class LocatedProcessor extends DelegateAsyncProcessor {

        private final Decision place;

        LocatedProcessor(Processor target, Decision place) {
            super(target);
            this.place = place;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Evaluation evaluation = Evaluation.current();
            if (evaluation != null) {
                evaluation.at(place);
            }
            return super.process(exchange, callback);
        }
    }

    private static final class LocatedPredicate implements Predicate {

        private final ExpressionDefinition original;
        private final Decision place;
        private Predicate predicate;

        LocatedPredicate(ExpressionDefinition original, Decision place) {
            this.original = original;
            this.place = place;
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
            Evaluation evaluation = Evaluation.current();
            if (evaluation != null) {
                evaluation.at(place);
            }
            return predicate.matches(exchange);
        }

        @Override
        public String toString() {
            return String.valueOf(original.getExpression());
        }
    }
}
