package org.activityrelay.relay.destination;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExpressionEvaluationException;

/**
 * A mapping or template cannot handle a record. The message says where and why, and holds no value of the record; there
 * is no cause, since the messages of causes do.
 */
public final class MappingFailure extends ExpressionEvaluationException {

    /** @param message file, line, column, and what is wrong there */
    public MappingFailure(String message, Exchange exchange) {
        super(new Place(message), message, exchange, null);
    }

    /** Shows itself as the message, wherever Camel or an operator's text names the expression. */
    private record Place(String message) implements Expression {
        @Override
        public <T> T evaluate(Exchange exchange, Class<T> type) {
            throw new UnsupportedOperationException(message);
        }

        @Override
        public String toString() {
            return message;
        }
    }
}
