package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Nearest;

/**
 * A request as an option of {@code crm:rest/…} writes it, in one line, because Camel makes one of several: {@code GET
 * /contacts?phone={phone}}, or with a body of JSON behind it. What stands in braces is filled in, escaped as its place demands.
 *
 * @param path after the address of the destination
 * @param body JSON with placeholders in its texts, or null
 */
record RestRequest(String method, String path, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern START = Pattern.compile("([A-Z]+) +(/\\S*)(?:\\s+(.+))?", Pattern.DOTALL);

    /**
     * @param option where it is written
     * @param names what may stand in braces
     */
    static RestRequest parse(String option, String text, Set<String> names) {
        Matcher start = START.matcher(text.strip());
        if (!start.matches() || !METHODS.contains(start.group(1))) {
            throw new IllegalArgumentException(
                    option + " is no request: begin it with GET, POST, PUT or PATCH, a blank and a path, as in "
                            + "GET /contacts?phone={phone}");
        }
        names(option, text, names);
        address(option, start.group(2));
        return new RestRequest(
                start.group(1), start.group(2), start.group(3) == null ? null : body(option, start.group(3)));
    }

    private static void address(String option, String path) {
        try {
            URI.create("https://crm" + filled(path, Map.of(), UnaryOperator.identity()));
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(option + " has a path that is no address (" + mistake.getMessage()
                    + "); write what is not letters, digits or /?&= as %20 and the like");
        }
    }

    /** Refuses a name in braces that nothing fills. */
    static void names(String option, String text, Set<String> names) {
        PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).forEach(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(option + " knows no {" + name + "}; did you mean {"
                        + Nearest.to(name, names) + "}? Known are " + String.join(", ", names));
            }
        });
    }

    private static JsonNode body(String option, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException mistake) {
            throw new IllegalArgumentException(option + " has a body that is no JSON: " + mistake.getOriginalMessage());
        }
    }

    boolean uses(String name) {
        String placeholder = "{" + name + "}";
        return path.contains(placeholder) || body != null && body.toString().contains(placeholder);
    }

    String path(Map<String, String> values) {
        return filled(path, values, CrmSession::encoded);
    }

    JsonNode body(Map<String, String> values) {
        return body == null ? null : filled(body, values);
    }

    private static JsonNode filled(JsonNode node, Map<String, String> values) {
        if (node.isTextual()) {
            return TextNode.valueOf(filled(node.textValue(), values, UnaryOperator.identity()));
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(one -> array.add(filled(one, values)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), filled(field.getValue(), values)));
            return object;
        }
        return node;
    }

    static String filled(String text, Map<String, String> values, UnaryOperator<String> escaping) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll((MatchResult found) ->
                        Matcher.quoteReplacement(escaping.apply(values.getOrDefault(found.group(1), ""))));
    }
}
