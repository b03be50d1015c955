package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.activityrelay.relay.configuration.Nearest;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One object of a case file, read strictly: what is wrong is reported with its line. */
final class Fields {

    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Node node;
    private final BiConsumer<Integer, String> mistakes;

    private Fields(Node node, BiConsumer<Integer, String> mistakes) {
        this.node = node;
        this.mistakes = mistakes;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                String name = name(field.getKeyNode());
                if (values.put(name, field.getValueNode()) != null) {
                    mistakes.accept(line(field.getKeyNode()), "'" + name + "' is here twice: remove one");
                }
            }
        } else {
            mistakes.accept(line(node), "expected names and values here, each as 'name: value'");
        }
    }

    /** An object whose names are the author's own. */
    static Fields open(Node node, BiConsumer<Integer, String> mistakes) {
        return new Fields(node, mistakes);
    }

    /** An object that has these names and no others. */
    static Fields of(Node node, List<String> known, BiConsumer<Integer, String> mistakes) {
        Fields fields = new Fields(node, mistakes);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                String name = name(field.getKeyNode());
                if (!known.contains(name)) {
                    mistakes.accept(
                            line(field.getKeyNode()),
                            "'" + name + "' is not known here: did you mean " + Nearest.to(name, known) + "? There are "
                                    + String.join(", ", known));
                }
            }
        }
        return fields;
    }

    Map<String, Node> all() {
        return values;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Null when absent. */
    Node get(String name) {
        return values.get(name);
    }

    int line() {
        return line(node);
    }

    int line(String name) {
        return has(name) ? line(values.get(name)) : line();
    }

    void wrong(String name, String what) {
        mistakes.accept(line(name), what);
    }

    /** A text, or a number or flag written as one; null when absent. */
    String text(String name) {
        Node value = values.get(name);
        if (value == null
                || value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return value == null ? null : ((ScalarNode) value).getValue();
        }
        wrong(name, "'" + name + "' is a text");
        return null;
    }

    Integer number(String name) {
        String text = text(name);
        if (text != null && !text.matches("\\d{1,6}")) {
            wrong(name, "'" + name + "' is a number");
            return null;
        }
        return text == null ? null : Integer.valueOf(text);
    }

    /** The items of a list; empty when absent. */
    List<Node> list(String name) {
        Node value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrong(name, "'" + name + "' is a list: begin each item with a dash");
        return List.of();
    }

    /** Names and texts; empty when absent. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (has(name)) {
            Fields inner = open(values.get(name), mistakes);
            inner.all().keySet().forEach(key -> texts.put(key, inner.text(key)));
            texts.values().removeIf(java.util.Objects::isNull);
        }
        return texts;
    }

    JsonNode json(String name) {
        return has(name) ? json(values.get(name)) : null;
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    static String name(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    /** A value as JSON. What looks like a date stays a text. */
    static JsonNode json(Node node) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        if (node instanceof MappingNode mapping) {
            ObjectNode object = factory.objectNode();
            mapping.getValue().forEach(field -> object.set(name(field.getKeyNode()), json(field.getValueNode())));
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = factory.arrayNode();
            sequence.getValue().forEach(item -> array.add(json(item)));
            return array;
        }
        String value = ((ScalarNode) node).getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return factory.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return factory.booleanNode(value.matches("(?i)true|yes|on"));
        }
        if (tag.equals(Tag.INT) && value.matches("[+-]?\\d{1,30}")) {
            BigInteger number = new BigInteger(value);
            return number.bitLength() < 64 ? factory.numberNode(number.longValue()) : factory.numberNode(number);
        }
        if (tag.equals(Tag.FLOAT) && value.matches("[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d{1,3})?")) {
            return factory.numberNode(new BigDecimal(value));
        }
        return TextNode.valueOf(value);
    }
}
