package org.activityrelay.relay.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.activityrelay.relay.routing.Evaluation;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultProducer;

/** Adds one destination, with its arguments, to the plan of the running evaluation. */
class DeliverProducer extends DefaultProducer {

    private final ActivityEndpoint endpoint;
    private final Map<String, Expression> arguments = new LinkedHashMap<>();
    private Expression part;

    DeliverProducer(ActivityEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        part = compile(endpoint.getPart() == null ? "" : endpoint.getPart());
        endpoint.arguments().forEach((name, text) -> arguments.put(name, compile(text)));
    }

    @Override
    public void process(Exchange exchange) {
        Evaluation evaluation = Evaluation.current();
        if (evaluation == null) {
            throw new IllegalStateException("activity:deliver/" + endpoint.getName()
                    + " only makes plans: use it in a route that begins with activity:routing");
        }
        SortedMap<String, String> values = new TreeMap<>();
        arguments.forEach((name, argument) -> values.put(name, text(argument, exchange)));
        evaluation.deliver(endpoint.getName(), text(part, exchange), values);
    }

    /** An absent value is an empty argument. */
    private static String text(Expression expression, Exchange exchange) {
        String value = expression.evaluate(exchange, String.class);
        return value == null ? "" : value;
    }

    private Expression compile(String text) {
        Expression expression = text.contains("${")
                ? getEndpoint().getCamelContext().resolveLanguage("simple").createExpression(text)
                : new Literal(text);
        expression.init(getEndpoint().getCamelContext());
        return expression;
    }

    /** A value that is what it says. */
    private record Literal(String value) implements Expression {
        @Override
        public <T> T evaluate(Exchange exchange, Class<T> type) {
            return type.cast(value);
        }
    }
}
