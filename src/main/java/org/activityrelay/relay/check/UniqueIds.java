package org.activityrelay.relay.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.NamedNode;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteDefinition;

/** An id or a destination's name means one thing. */
class UniqueIds implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Map<String, String> ids = new HashMap<>();
        Map<String, String> destinations = new HashMap<>();
        for (RouteFile file : model.files()) {
            for (RouteDefinition route : file.routes()) {
                note("id " + route.getRouteId(), route.getRouteId(), file, route, ids, findings);
                for (Step step : Step.of(route)) {
                    noteStep(file, step, ids, findings);
                }
                ActivityUri.of(model.resolve(RouteModel.from(route)))
                        .filter(uri -> uri.word().equals("destination"))
                        // Settings are lower case: two names that differ in case only would share theirs.
                        .ifPresent(uri -> note(
                                "destination " + uri.name(),
                                uri.name().toLowerCase(Locale.ROOT),
                                file,
                                route.getInput(),
                                destinations,
                                findings));
            }
        }
    }

    private static void noteStep(RouteFile file, Step step, Map<String, String> ids, Consumer<Finding> findings) {
        if (step.node() instanceof OptionalIdentifiedDefinition<?> node && node.hasCustomIdAssigned()) {
            note("id " + node.getId(), node.getId(), file, node, ids, findings);
        }
    }

    private static void note(
            String what,
            String key,
            RouteFile file,
            NamedNode node,
            Map<String, String> places,
            Consumer<Finding> findings) {
        if (key == null) {
            return;
        }
        String place = file.name() + ":" + Lines.of(node);
        String earlier = places.putIfAbsent(key, place);
        if (earlier != null) {
            findings.accept(new Finding(
                    file.name(), Lines.of(node), what + " is already at " + earlier, "give one of them another name"));
        }
    }
}
