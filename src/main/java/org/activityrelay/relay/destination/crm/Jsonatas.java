package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/** JSONata in options of steps, compiled when the route loads. */
final class Jsonatas {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final CamelContext context;

    Jsonatas(CamelContext context) {
        this.context = context;
    }

    /** @param text an expression, or {@code resource:routes:mappings/…}; null for none */
    Compiled compile(String text) {
        return text == null
                ? null
                : new Compiled(context.resolveLanguage("jsonata").createExpression(text));
    }

    /** One expression. Thread-safe. */
    final class Compiled {

        private final Expression expression;

        private Compiled(Expression expression) {
            this.expression = expression;
        }

        /** What it makes of JSON; null for nothing. */
        JsonNode tree(JsonNode input) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(input.isMissingNode() ? null : input);
            Object result = expression.evaluate(exchange, Object.class);
            return result == null ? null : JSON.valueToTree(result);
        }
    }
}
