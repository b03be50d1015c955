package org.activityrelay.relay.check;

import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.apache.camel.model.RouteDefinition;

/** Each route says in a sentence what it is for; the console and the status show it. */
class Descriptions implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files()) {
            for (RouteDefinition route : file.routes()) {
                String description = route.getDescriptionText();
                if (description == null || description.isBlank()) {
                    findings.accept(new Finding(
                            file.name(),
                            Lines.of(route),
                            "the route has no description",
                            "add description: and a sentence on what it is for, below route:"));
                }
            }
        }
    }
}
