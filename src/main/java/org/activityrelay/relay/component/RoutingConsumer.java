package org.activityrelay.relay.component;

import org.activityrelay.relay.activity.Activity;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** The beginning of a routing route; runs only when it is given a record. */
public class RoutingConsumer extends DefaultConsumer {

    RoutingConsumer(ActivityEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    /**
     * Runs the route for one record, on the calling thread.
     *
     * @throws Exception what a step of the route threw
     */
    public void evaluate(Activity activity) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOnly);
            exchange.getMessage().setBody(activity);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
