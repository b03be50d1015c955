package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.activityrelay.relay.cases.Case.Check;

/** Compares what is expected with what there is, and says where they differ. */
final class Comparison {

    private static final Set<String> MATCHERS = Set.of("contains", "lacks", "matches", "absent");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:?!]+)}}");

    private final Function<String, String> settings;
    private final List<Difference> differences = new ArrayList<>();

    /** @param settings value of a setting by key, or null */
    Comparison(Function<String, String> settings) {
        this.settings = settings;
    }

    List<Difference> differences() {
        return differences;
    }

    /** Notes a difference in words; either side may be null. */
    void differs(String at, int line, String expected, String actual) {
        differences.add(new Difference(at, line, expected, actual));
    }

    /** Looks at everything that is to be checked in a tree. */
    void check(String prefix, List<Check> checks, JsonNode tree) {
        checks.forEach(check -> check(prefix, check, Paths.find(tree, check.path())));
    }

    /** Looks at one value. */
    void check(String prefix, Check check, JsonNode actual) {
        String at = prefix + check.shown();
        JsonNode expected = resolved(check.expected(), at, check.line());
        if (check.part() && !isMatcher(expected)) {
            ObjectNode contains = JsonNodeFactory.instance.objectNode();
            contains.set("contains", expected);
            compare(at, check.line(), contains, actual);
        } else if (actual.isArray() && expected.isValueNode() && actual.size() == 1) {
            compare(at, check.line(), expected, actual.get(0));
        } else {
            compare(at, check.line(), expected, actual);
        }
    }

    private void compare(String at, int line, JsonNode expected, JsonNode actual) {
        if (isMatcher(expected)) {
            matcher(at, line, expected, actual);
        } else if (expected.isObject() && actual.isObject()) {
            for (Map.Entry<String, JsonNode> field : expected.properties()) {
                compare(at + "." + field.getKey(), line, field.getValue(), actual.path(field.getKey()));
            }
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(at + "[" + i + "]", line, expected.get(i), actual.get(i));
            }
        } else if (!isSame(expected, actual)) {
            differs(at, line, shown(expected), shown(actual));
        }
    }

    private static boolean isSame(JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return expected.equals(actual);
    }

    private static boolean isMatcher(JsonNode expected) {
        return expected.isObject()
                && expected.size() == 1
                && MATCHERS.contains(expected.fieldNames().next());
    }

    private void matcher(String at, int line, JsonNode matcher, JsonNode actual) {
        String word = matcher.fieldNames().next();
        JsonNode wanted = matcher.get(word);
        if (word.equals("absent")) {
            boolean isAbsent = actual.isMissingNode() || actual.isNull();
            if (isAbsent != wanted.asBoolean(true)) {
                differs(at, line, isAbsent ? "something" : "nothing", shown(actual));
            }
            return;
        }
        String text = actual.isValueNode() ? actual.asText() : actual.toString();
        for (JsonNode each :
                wanted.isArray() ? wanted : JsonNodeFactory.instance.arrayNode().add(wanted)) {
            boolean good = !actual.isMissingNode() && !actual.isNull() && matches(word, each.asText(), text, at, line);
            if (!good && (!word.equals("lacks") || !actual.isMissingNode() && !actual.isNull())) {
                differs(at, line, (word.equals("lacks") ? "without " : word + " ") + shown(each), shown(actual));
            }
        }
    }

    private boolean matches(String word, String wanted, String text, String at, int line) {
        if (!word.equals("matches")) {
            return text.contains(wanted) == word.equals("contains");
        }
        try {
            return Pattern.compile(wanted, Pattern.DOTALL).matcher(text).matches();
        } catch (PatternSyntaxException e) {
            differs(at, line, "a regular expression, but " + e.getDescription(), null);
            return true;
        }
    }

    /** Placeholders stand for the settings that the routes were built with. */
    private JsonNode resolved(JsonNode expected, String at, int line) {
        if (expected.isTextual()) {
            return TextNode.valueOf(resolved(expected.textValue(), at, line));
        }
        if (expected.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            expected.properties().forEach(field -> object.set(field.getKey(), resolved(field.getValue(), at, line)));
            return object;
        }
        if (expected.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            expected.forEach(item -> array.add(resolved(item, at, line)));
            return array;
        }
        return expected;
    }

    /** Replaces placeholders; one without a value is a difference. */
    String resolved(String text, String at, int line) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        return placeholder.replaceAll(found -> {
            String value = settings.apply(found.group(1));
            if (value == null) {
                differs(at, line, "a value of the setting " + found.group(1), "it has none");
                return Matcher.quoteReplacement(found.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }

    static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        return value.toString();
    }
}
