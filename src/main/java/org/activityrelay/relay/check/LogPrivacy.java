package org.activityrelay.relay.check;

import java.util.Set;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.RouteDefinition;

/** A log outlives every retention rule: what names or reaches a person does not go there. */
class LogPrivacy implements LoadCheck {

    private static final Set<String> FUNCTIONS = Set.of("body", "variable", "exchangeId", "routeId", "id", "null");

    private static final Set<String> FIELDS = Set.of(
            "interactionId",
            "globalInteractionId",
            "type",
            "kind",
            "tenant",
            "state",
            "disposition",
            "dispositionClass",
            "service",
            "callDirection",
            "duration",
            "startTime",
            "endTime",
            "origination",
            "interactionKind");

    private static final Set<String> VARIABLES = Set.of(
            "delivery.id",
            "delivery.destination",
            "delivery.part",
            "delivery.revision",
            "delivery.attempt",
            "delivery.recordKey",
            "delivery.deliveryKey",
            "delivery.mode",
            "externalId");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files()) {
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    check(new Place(file, step, findings), model);
                }
            }
        }
    }

    private static void check(Place place, RouteModel model) {
        if (place.step().node() instanceof LogDefinition log) {
            String message = log.getMessage() == null ? "" : log.getMessage();
            SimpleFunctions.in(message).stream()
                    .filter(function -> !isHarmless(function))
                    .forEach(function ->
                            report(place, "${" + function.text() + "} would put personal data into the log"));
            if (log.getMessage() == null) {
                report(place, "an expression might put personal data into the log");
            }
        }
        Endpoints.of(place.step())
                .filter(uri -> Endpoints.scheme(model.resolve(uri)).equals("log"))
                .ifPresent(uri -> report(place, "log: writes the whole body into the log"));
    }

    private static void report(Place place, String what) {
        place.report(
                what,
                "use the step log with a message of ids: ${body.interactionId}, ${variable.delivery.deliveryKey}");
    }

    private static boolean isHarmless(SimpleFunction function) {
        String path = function.text().substring(function.name().length()).replaceFirst("^[.?:]+", "");
        return switch (function.name()) {
            case "body" -> FIELDS.contains(path);
            case "variable" -> VARIABLES.contains(path);
            default -> FUNCTIONS.contains(function.name());
        };
    }
}
