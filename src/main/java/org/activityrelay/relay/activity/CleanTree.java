package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Makes a tree storable everywhere. U+0000 and lone surrogates become U+FFFD: PostgreSQL refuses them and SQLite's
 * driver cuts the text there. Numbers beyond the range of a double are a problem: hardly any database, mapping language
 * or CRM can hold them.
 */
final class CleanTree {

    private static final char REPLACEMENT = '\uFFFD';
    private static final int LARGEST_EXPONENT = 307;

    private CleanTree() {}

    /** The same tree when there is nothing to clean, as nearly always; else a clean copy. */
    static ObjectNode clean(ObjectNode tree, String pointer, List<Problem> problems) {
        return isClean(tree) ? tree : (ObjectNode) copy(tree, pointer, problems);
    }

    private static boolean isClean(JsonNode node) {
        if (node instanceof TextNode text) {
            return firstBad(text.textValue()) < 0;
        }
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (firstBad(field.getKey()) >= 0 || !isClean(field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (node instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (!isClean(item)) {
                    return false;
                }
            }
            return true;
        }
        return !isOutOfRange(node);
    }

    private static JsonNode copy(JsonNode node, String pointer, List<Problem> problems) {
        if (node instanceof TextNode text) {
            return TextNode.valueOf(clean(text.textValue()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> {
                String name = clean(field.getKey());
                copy.set(name, copy(field.getValue(), Problem.pointer(pointer, name), problems));
            });
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            for (int i = 0; i < array.size(); i++) {
                copy.add(copy(array.get(i), pointer + "/" + i, problems));
            }
            return copy;
        }
        if (isOutOfRange(node)) {
            problems.add(new Problem(
                    pointer,
                    "Is a number beyond the range of a double (1e-307 to 1e307). Send it as text, in quotes."));
        }
        return node;
    }

    private static boolean isOutOfRange(JsonNode node) {
        if (node.isBigDecimal()) {
            BigDecimal value = node.decimalValue();
            long exponent = (long) value.precision() - value.scale() - 1;
            return Math.abs(exponent) > LARGEST_EXPONENT;
        }
        if (node.isBigInteger()) {
            return node.bigIntegerValue().bitLength() > Double.MAX_EXPONENT - 3;
        }
        return (node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue());
    }

    private static String clean(String text) {
        int bad = firstBad(text);
        if (bad < 0) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = bad; i < clean.length(); i++) {
            if (isBad(clean, i)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static int firstBad(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == 0 || Character.isSurrogate(c)) && isBad(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBad(CharSequence text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c == 0;
    }
}
