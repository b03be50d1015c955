package org.activityrelay.relay.check;

import java.util.SortedSet;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/** A rule may only name destinations that have a route. */
class KnownDestinations implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        SortedSet<String> known = model.destinations();
        for (RouteFile file : model.files(Stage.ROUTING)) {
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    Endpoints.of(step)
                            .flatMap(uri -> ActivityUri.of(model.resolve(uri)))
                            .filter(uri -> uri.word().equals("deliver"))
                            .map(ActivityUri::name)
                            .filter(name -> !known.contains(name) && !name.contains("{"))
                            .ifPresent(name -> findings.accept(new Finding(
                                    file.name(),
                                    step.line(),
                                    "there is no destination " + name,
                                    "add " + Stage.DESTINATION.prefix() + "-" + name + Stage.SUFFIX
                                            + ", or name one of " + String.join(", ", known))));
                }
            }
        }
    }
}
