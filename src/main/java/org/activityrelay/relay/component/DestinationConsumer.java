package org.activityrelay.relay.component;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** The beginning of a destination route; runs only when it is given a delivery. */
public class DestinationConsumer extends DefaultConsumer {

    DestinationConsumer(ActivityEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public ActivityEndpoint getEndpoint() {
        return (ActivityEndpoint) super.getEndpoint();
    }

    /** Runs the route for one delivery, on the calling thread; the exchange carries the failure, if there is one. */
    public void run(Exchange exchange) {
        try {
            getProcessor().process(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
        }
    }
}
