package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths into JSON as people write them: {@code contact.phone}, {@code parties[0].name}, or a JSON Pointer. */
final class Paths {

    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d+)]");

    private Paths() {}

    /** The names and indexes of a path; null when it cannot be read. */
    static List<String> parse(String path) {
        if (path.startsWith("/")) {
            List<String> steps = new ArrayList<>();
            for (String step : path.substring(1).split("/", -1)) {
                steps.add(step.replace("~1", "/").replace("~0", "~"));
            }
            return steps;
        }
        String rest = path.startsWith("$.") ? path.substring(2) : path;
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(rest);
        int end = 0;
        while (step.lookingAt()) {
            steps.add(step.group(1) != null ? step.group(1) : step.group(2));
            end = step.end();
            step.region(end, rest.length());
        }
        return end == rest.length() && !steps.isEmpty() ? steps : null;
    }

    /** What is there; missing if nothing is. Names of headers are looked up without regard to case. */
    static JsonNode find(JsonNode tree, List<String> path) {
        JsonNode at = tree;
        boolean header = false;
        for (String step : path) {
            at = at.isArray() ? index(at, step) : header ? ignoringCase(at, step) : at.path(step);
            header = path.size() == 2 && step.equals("headers");
        }
        return at;
    }

    private static JsonNode index(JsonNode array, String step) {
        return step.matches("\\d{1,6}") ? array.path(Integer.parseInt(step)) : MissingNode.getInstance();
    }

    private static JsonNode ignoringCase(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }
}
