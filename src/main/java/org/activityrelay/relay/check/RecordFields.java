package org.activityrelay.relay.check;

import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/** A destination, too, only reads fields that a record can have, as long as its body still is the record. */
class RecordFields implements LoadCheck {

    /** Steps after which the body may be something else. */
    static final Set<String> CHANGES = Set.of(
            "transform",
            "setBody",
            "marshal",
            "unmarshal",
            "convertBodyTo",
            "to",
            "toD",
            "enrich",
            "split",
            "recipientList",
            "multicast",
            "sort");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            for (RouteDefinition route : file.routes()) {
                if (ActivityUri.of(model.resolve(RouteModel.from(route))).isPresent()) {
                    check(file, route, findings);
                }
            }
        }
    }

    private static void check(RouteFile file, RouteDefinition route, Consumer<Finding> findings) {
        for (Step step : Step.of(route)) {
            Place place = new Place(file, step, findings);
            written(step).forEach(text -> SimpleFunctions.in(text).forEach(function -> function.fieldMistake()
                    .ifPresent(mistake -> place.reportAt(text, mistake.what(), mistake.remedy()))));
            if (CHANGES.contains(step.kind())) {
                return;
            }
        }
    }

    private static Stream<String> written(Step step) {
        boolean simple = step.expression() != null
                && step.expression().getExpression() != null
                && Languages.of(step.expression()).equals("simple");
        Stream<String> address = step.kind().equals("toD") ? Endpoints.of(step).stream() : Stream.empty();
        return Stream.concat(simple ? Stream.of(step.expression().getExpression()) : Stream.empty(), address);
    }
}
