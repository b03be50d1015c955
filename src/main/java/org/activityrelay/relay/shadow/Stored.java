package org.activityrelay.relay.shadow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import org.activityrelay.relay.routing.Decision;

/**
 * A stored record with the plan that it got, as the API gives it.
 *
 * @param unrouted why it has no plan, or null
 * @param failedAt the routing step that failed, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Stored(
        String id, int revision, ObjectNode activity, String unrouted, Decision failedAt, List<Delivery> deliveries) {

    /** One delivery of the plan. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Delivery(String destination, String part, SortedMap<String, String> arguments, Decision rule) {}
}
