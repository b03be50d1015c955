package org.activityrelay.relay.configuration;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.activityrelay.relay.ledger.Mode;

/**
 * Finds placeholders without a value. Those of a destination that is not live are no error: its secrets need not be
 * there yet, and stand-ins show in a dry-run what is missing.
 */
class PlaceholderCheck {

    private final Function<String, Mode> modes;

    /** @param modes of destinations, by their names */
    PlaceholderCheck(Function<String, Mode> modes) {
        this.modes = modes;
    }

    /** @return stand-ins for all that have none, by key */
    Map<String, String> check(RouteModel model, Consumer<Finding> findings) {
        Map<String, String> standIns = new TreeMap<>();
        for (RouteFile file : model.files()) {
            Set<String> destinations = model.destinations(file);
            boolean unused = !destinations.isEmpty()
                    && destinations.stream().allMatch(name -> modes.apply(name) == Mode.DRY_RUN);
            for (RouteFile.Text text : file.texts()) {
                for (String key : Placeholders.missing(
                        text.value(), key -> model.setting(key).orElse(null))) {
                    standIns.put(key, standIn(key));
                    if (!unused) {
                        findings.accept(missing(file, text, key));
                    }
                }
            }
        }
        return standIns;
    }

    private static Finding missing(RouteFile file, RouteFile.Text text, String key) {
        return new Finding(
                file.name(),
                text.line(),
                "the placeholder {{" + key + "}} has no value",
                "set " + key + " in config/application.yaml, or "
                        + key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT) + " in the environment");
    }

    /** Something of the right kind that cannot be mistaken for a value; .invalid never resolves (RFC 2606). */
    private static String standIn(String key) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        if (last.endsWith("url") || last.endsWith("uri") || last.endsWith("endpoint")) {
            return "http://not-set.invalid/" + key;
        }
        if (last.endsWith("port")) {
            return "1";
        }
        return last.endsWith("host") ? "not-set.invalid" : "not-set";
    }
}
