package org.activityrelay.relay.check;

import java.util.Optional;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/** Each word of the {@code activity:} component belongs to one stage and one end of a route. */
class Placement implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files()) {
            for (RouteDefinition route : file.routes()) {
                checkBeginning(file, route, model, findings);
                for (Step step : Step.of(route)) {
                    Endpoints.of(step).ifPresent(uri -> checkStep(file, step, model.resolve(uri), findings));
                }
            }
        }
    }

    private static void checkBeginning(
            RouteFile file, RouteDefinition route, RouteModel model, Consumer<Finding> findings) {
        String from = model.resolve(RouteModel.from(route));
        Optional<String> word = ActivityUri.of(from).map(ActivityUri::word);
        String remedy =
                switch (file.stage()) {
                    case INTAKE -> word.isEmpty() ? null : "begin an intake route where records come from";
                    case ROUTING -> word.equals(Optional.of("routing")) ? null : "begin it with activity:routing";
                    case DESTINATION ->
                        word.equals(Optional.of("destination")) || from.startsWith("direct:")
                                ? null
                                : "begin it with activity:destination/"
                                        + file.stem().replaceFirst("^destination-", "");
                };
        if (remedy != null) {
            findings.accept(new Finding(
                    file.name(),
                    Lines.from(route),
                    "a route of " + file.stage().prefix() + " cannot begin with " + Endpoints.shown(from),
                    remedy));
        }
    }

    private static void checkStep(RouteFile file, Step step, String uri, Consumer<Finding> findings) {
        ActivityUri.of(uri).ifPresent(activity -> {
            Stage home =
                    switch (activity.word()) {
                        case "accept" -> Stage.INTAKE;
                        case "deliver" -> Stage.ROUTING;
                        default -> null;
                    };
            if (home != file.stage()) {
                findings.accept(new Finding(
                        file.name(),
                        step.line(),
                        "activity:" + activity.word() + " does not belong here",
                        home == null
                                ? "it can only begin a route"
                                : "use it in a file that begins with " + home.prefix()));
            }
        });
    }
}
