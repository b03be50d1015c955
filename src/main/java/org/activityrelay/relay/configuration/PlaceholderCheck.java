package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** Part of every stand-in that no option of Camel takes but text. */
    private static final String STAND_IN = "not-set";

    private final Function<String, Mode> modes;

    /** What would be missing if it were live, by file. */
    private final Map<String, List<Finding>> excused = new TreeMap<>();

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
                    if (unused) {
                        excused.computeIfAbsent(file.name(), name -> new ArrayList<>())
                                .add(missing(file, text, key));
                    } else {
                        findings.accept(missing(file, text, key));
                    }
                }
            }
        }
        return standIns;
    }

    /** Where a stand-in does not do, such as for a method or a number, it is said what is missing instead. */
    Set<Finding> told(Collection<Finding> findings) {
        Set<Finding> told = new LinkedHashSet<>();
        for (Finding finding : findings) {
            if (finding.what().contains(STAND_IN) && excused.containsKey(finding.file())) {
                told.addAll(excused.get(finding.file()));
            } else {
                told.add(finding);
            }
        }
        return told;
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
            return "http://" + STAND_IN + ".invalid/" + key;
        }
        if (last.endsWith("port")) {
            return "1";
        }
        return last.endsWith("host") ? STAND_IN + ".invalid" : STAND_IN;
    }
}
