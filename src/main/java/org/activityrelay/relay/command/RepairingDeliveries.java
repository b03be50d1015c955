package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Repairs of deliveries: one, or all that match. */
abstract class RepairingDeliveries extends Repairing {

    @Parameters(
            arity = "0..1",
            paramLabel = "DELIVERY",
            description = "Id of one delivery, from GET /api/v1/activities/{id} or the page of the record")
    private String id;

    @Mixin
    private DeliveryFilterOptions filter;

    @Override
    final String id() {
        return id;
    }

    @Override
    final void addTo(ObjectNode wanted) {
        filter.addTo(wanted);
    }

    @Override
    final void one(Service service, ObjectNode request, ObjectNode wanted) {
        JsonNode delivery = find(service).path("delivery");
        String state = delivery.path("state").asText();
        String refusal = delivery.path("newest").asBoolean() ? refusal(state) : "a newer revision has taken its place";
        if (refusal != null) {
            throw new CommandFailedException("Delivery " + id + " is " + state + ": " + refusal + ".");
        }
        request.put("deliveryId", id);
        wanted.put("state", state);
        wanted.put("activityId", delivery.at("/activity/id").asText());
    }

    /** Why a delivery in that state cannot be repaired, or null. */
    abstract String refusal(String state);

    private JsonNode find(Service service) {
        try {
            return service.get("/api/v1/deliveries/" + id);
        } catch (Service.RefusedException e) {
            if (e.status() == 404) {
                throw new CommandFailedException("There is no delivery " + id + ". For all deliveries of a record write"
                        + " --record " + id + ".");
            }
            throw e;
        }
    }
}
