package org.activityrelay.relay.check;

import java.util.function.Consumer;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.apache.camel.model.RouteDefinition;

/** A route's id repeats the name of its file, so that a log line or a ledger row leads to the file. */
class RouteFileNames implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files()) {
            if (file.routes().isEmpty()) {
                findings.accept(
                        new Finding(file.name(), null, "there is no route in it", "add one, or remove the file"));
            }
            for (RouteDefinition route : file.routes()) {
                checkId(file, route, findings);
                checkDestination(file, route, model, findings);
            }
        }
    }

    private static void checkId(RouteFile file, RouteDefinition route, Consumer<Finding> findings) {
        String id = route.hasCustomIdAssigned() ? route.getRouteId() : null;
        if (id == null) {
            findings.accept(new Finding(
                    file.name(), Lines.of(route), "the route has no id", "add id: " + file.stem() + " below route:"));
        } else if (!id.equals(file.stem()) && !id.startsWith(file.stem() + "-")) {
            findings.accept(new Finding(
                    file.name(),
                    Lines.of(route),
                    "the route id " + id + " does not match the file name",
                    "call it " + file.stem() + " or " + file.stem() + "-…, or rename the file"));
        }
    }

    private static void checkDestination(
            RouteFile file, RouteDefinition route, RouteModel model, Consumer<Finding> findings) {
        if (file.stage() != Stage.DESTINATION) {
            return;
        }
        ActivityUri.of(model.resolve(RouteModel.from(route)))
                .filter(uri -> uri.word().equals("destination"))
                .map(ActivityUri::name)
                .filter(name -> !file.stem().equals("destination-" + name))
                .ifPresent(name -> findings.accept(new Finding(
                        file.name(),
                        Lines.of(route),
                        "destination " + name + " is not what the file name says",
                        "write it in " + Stage.DESTINATION.prefix() + "-" + name + Stage.SUFFIX)));
    }
}
