package org.activityrelay.relay.check;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;

/**
 * A destination does not publish to a queue that records are taken from: each would come back, and be routed there again.
 * The name decides, also at another broker, because one broker may have many addresses.
 */
class QueueLoops implements LoadCheck {

    private static final String SETTING = "relay.intake.queue.name";

    private static final Pattern QUEUE = Pattern.compile(
            "(?:queue|jms|sjms2?|amqp|activemq6?):/{0,2}(?!topic:)(?:queue:)?/{0,2}([^?]+?)(?:::[^?]*)?(?:\\?.*)?");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:?!]+)(:[^{}]*)?}}");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Map<String, String> taken = taken(model);
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            for (RouteDefinition route : file.routes()) {
                for (Step step : Step.of(route)) {
                    Endpoints.of(step).ifPresent(uri -> check(new Place(file, step, findings), model, uri, taken));
                }
            }
        }
    }

    private static void check(Place place, RouteModel model, String written, Map<String, String> taken) {
        Matcher queue = QUEUE.matcher(model.resolve(written));
        if (!queue.matches() || !taken.containsKey(queue.group(1))) {
            return;
        }
        String name = queue.group(1);
        Set<String> settings = placeholders(written);
        place.report(
                "records would go round in circles: " + taken.get(name) + " takes them from the queue " + name,
                settings.isEmpty()
                        ? "publish to another queue"
                        : "set " + String.join(", ", settings) + " to another queue");
    }

    /** Who takes records from a queue, by its name. */
    private static Map<String, String> taken(RouteModel model) {
        Map<String, String> taken = new TreeMap<>();
        for (RouteFile file : model.files(Stage.INTAKE)) {
            for (RouteDefinition route : file.routes()) {
                Matcher queue = QUEUE.matcher(model.resolve(RouteModel.from(route)));
                if (queue.matches()) {
                    taken.putIfAbsent(queue.group(1), file.name());
                }
            }
        }
        model.setting(SETTING).filter(name -> !name.isBlank()).ifPresent(name -> taken.putIfAbsent(name, SETTING));
        return taken;
    }

    /** Settings that may be changed for it; where records come from stays as it is. */
    private static Set<String> placeholders(String written) {
        Set<String> keys = new TreeSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(written);
        while (placeholder.find()) {
            if (!placeholder.group(1).startsWith("relay.intake.")) {
                keys.add(placeholder.group(1));
            }
        }
        return keys;
    }
}
