package org.activityrelay.relay.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** Part and arguments of an {@code activity:deliver}, each literal or Simple, compiled once. */
final class DeliverValues {

    private final Expression part;
    private final Map<String, Expression> arguments = new LinkedHashMap<>();

    private DeliverValues(Expression part) {
        this.part = part;
    }

    static DeliverValues compile(String part, Map<String, String> arguments, CamelContext context) {
        DeliverValues values = new DeliverValues(compile(part == null ? "" : part, context));
        arguments.forEach((name, text) -> values.arguments.put(name, compile(text, context)));
        return values;
    }

    String part(Exchange exchange) {
        return text(part, exchange);
    }

    SortedMap<String, String> arguments(Exchange exchange) {
        SortedMap<String, String> values = new TreeMap<>();
        arguments.forEach((name, argument) -> values.put(name, text(argument, exchange)));
        return values;
    }

    /** An absent value is an empty argument. */
    private static String text(Expression expression, Exchange exchange) {
        String value = expression.evaluate(exchange, String.class);
        return value == null ? "" : value;
    }

    private static Expression compile(String text, CamelContext context) {
        Expression expression =
                text.contains("${") ? context.resolveLanguage("simple").createExpression(text) : new Literal(text);
        expression.init(context);
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
