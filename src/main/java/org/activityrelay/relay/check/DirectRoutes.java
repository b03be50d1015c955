package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/**
 * Where a route goes on by {@code direct:}, another one begins, in the same file: files run and rest by themselves, a
 * destination's by its mode.
 */
class DirectRoutes implements LoadCheck {

    private static final String SCHEME = "direct";

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Map<String, List<String>> beginnings = beginnings(model);
        for (RouteFile file : model.files()) {
            // A rule cannot go on elsewhere at all, and is told so.
            if (file.stage() == Stage.ROUTING) {
                continue;
            }
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    Endpoints.of(step)
                            .map(model::resolve)
                            .filter(uri -> Endpoints.scheme(uri).equals(SCHEME) && !uri.contains("${"))
                            .ifPresent(uri -> check(new Place(file, step, findings), name(uri), beginnings));
                }
            }
        }
    }

    private static void check(Place place, String name, Map<String, List<String>> beginnings) {
        List<String> files = beginnings.getOrDefault(name, List.of());
        if (files.contains(place.file().name())) {
            return;
        }
        if (!files.isEmpty()) {
            place.report(
                    SCHEME + ":" + name + " begins in another file, " + files.get(0),
                    "move that route into this file: a file may rest while another runs");
            return;
        }
        String remedy = beginnings.isEmpty()
                ? "add a route with from: " + SCHEME + ":" + name + " to this file"
                : "write " + SCHEME + ":" + Nearest.to(name, beginnings.keySet()) + ", or add a route with from: "
                        + SCHEME + ":" + name + " to this file";
        // A door may go on in a route written in Java, in a jar of lib/; a destination may not, it would not record.
        boolean mayBeJava = place.file().stage() == Stage.INTAKE;
        place.findings()
                .accept(new Finding(
                        place.file().name(),
                        place.step().line(),
                        "no route begins with " + SCHEME + ":" + name,
                        remedy,
                        mayBeJava));
    }

    private static Map<String, List<String>> beginnings(RouteModel model) {
        Map<String, List<String>> beginnings = new TreeMap<>();
        for (RouteFile file : model.files()) {
            for (RouteDefinition route : file.routes()) {
                String from = model.resolve(RouteModel.from(route));
                if (Endpoints.scheme(from).equals(SCHEME)) {
                    beginnings
                            .computeIfAbsent(name(from), key -> new ArrayList<>())
                            .add(file.name());
                }
            }
        }
        return beginnings;
    }

    private static String name(String uri) {
        return Endpoints.shown(uri).substring(SCHEME.length() + 1).replaceAll("^/+", "");
    }
}
