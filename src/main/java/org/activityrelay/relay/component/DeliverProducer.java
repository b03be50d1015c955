package org.activityrelay.relay.component;

import org.activityrelay.relay.routing.Evaluation;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Adds one destination, with its arguments, to the plan of the running evaluation. */
class DeliverProducer extends DefaultProducer {

    private final ActivityEndpoint endpoint;

    DeliverProducer(ActivityEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) {
        Evaluation evaluation = Evaluation.current();
        if (evaluation == null) {
            throw new IllegalStateException("activity:deliver/" + endpoint.getName()
                    + " only makes plans: use it in a route that begins with activity:routing");
        }
        DeliverValues values = endpoint.values();
        evaluation.deliver(endpoint.getName(), values.part(exchange), values.arguments(exchange));
    }
}
