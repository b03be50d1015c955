package org.activityrelay.relay.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code activity:}, where routes and the stages that keep the promise meet. */
@Component("activity")
public class ActivityComponent extends DefaultComponent {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String path = remaining.replaceAll("^/+|/+$", "");
        int slash = path.indexOf('/');
        Word word = word(slash < 0 ? path : path.substring(0, slash));
        String name = slash < 0 ? null : path.substring(slash + 1);
        checkName(word, name);
        ActivityEndpoint endpoint = new ActivityEndpoint(uri, this, word, name);
        if (word == Word.deliver) {
            endpoint.setArguments(takeArguments(parameters));
        } else {
            checkOptions(word, parameters);
        }
        return endpoint;
    }

    private static Word word(String text) {
        for (Word word : Word.values()) {
            if (word.name().equals(text)) {
                return word;
            }
        }
        throw new IllegalArgumentException("activity:" + text
                + " does not exist: write activity:accept, activity:routing, activity:deliver/<destination> or"
                + " activity:destination/<destination>");
    }

    private static void checkName(Word word, String name) {
        if (!word.isNamed()) {
            if (name != null) {
                throw new IllegalArgumentException(
                        "activity:" + word + "/" + name + ": nothing follows activity:" + word);
            }
        } else if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("activity:" + word + "/" + (name == null ? "" : name)
                    + ": a destination's name is made of letters and digits, for example activity:" + word + "/crm");
        }
    }

    /** Whatever is not an option of {@code deliver} is an argument for the destination, in the order of its name. */
    private static Map<String, String> takeArguments(Map<String, Object> parameters) {
        Map<String, String> arguments = new TreeMap<>();
        for (Map.Entry<String, Object> parameter : new LinkedHashMap<>(parameters).entrySet()) {
            if (!Word.deliver.options().contains(parameter.getKey())) {
                arguments.put(parameter.getKey(), String.valueOf(parameter.getValue()));
                parameters.remove(parameter.getKey());
            }
        }
        return arguments;
    }

    private static void checkOptions(Word word, Map<String, Object> parameters) {
        for (String option : parameters.keySet()) {
            if (!word.options().contains(option)) {
                throw new IllegalArgumentException("activity:" + word + " has no option '" + option + "'"
                        + (word.options().isEmpty() ? "" : ": it knows " + String.join(", ", sorted(word))));
            }
        }
    }

    private static SortedSet<String> sorted(Word word) {
        return new TreeSet<>(word.options());
    }
}
