package org.activityrelay.relay.component;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.activity.AssociatedObjects;
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
        String part = values.part(exchange);
        Set<String> ids = each(exchange);
        if (ids.isEmpty()) {
            evaluation.deliver(endpoint.getName(), part, values.arguments(exchange));
        }
        for (String id : ids) {
            evaluation.deliver(endpoint.getName(), part.isEmpty() ? id : part + "-" + id, values.arguments(exchange));
        }
    }

    /** Ids of the selected objects that get a delivery each. */
    private Set<String> each(Exchange exchange) {
        Set<String> ids = new LinkedHashSet<>();
        if (endpoint.getEach() == null || endpoint.getEach().isBlank()) {
            return ids;
        }
        Activity activity = (Activity) exchange.getMessage().getBody();
        List<Map<?, ?>> selected =
                AssociatedObjects.of(activity.associatedObjects()).selected();
        for (String kind : endpoint.getEach().split(",")) {
            selected.stream()
                    .filter(object -> AssociatedObjects.isA(kind.strip(), object))
                    .forEach(object -> ids.add(String.valueOf(object.get("id"))));
        }
        return ids;
    }
}
