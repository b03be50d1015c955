package org.activityrelay.relay.activity;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.activityrelay.relay.activity.Dispositions.Mistake;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Reads {@code config/dispositions.yaml}: lists of dispositions below the names of the classes, and the same once more
 * below {@code tenants: <name>:}. Works on the YAML's nodes, because they know their lines and because a disposition
 * called {@code No} is a text here.
 */
final class DispositionsFile {

    private static final String CLASSES =
            Arrays.stream(DispositionClass.values()).map(Enum::name).collect(Collectors.joining(", "));
    private static final List<String> KEYS = List.of("name", "code", "id");

    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Dispositions.Listed> listed = new ArrayList<>();

    Dispositions read(byte[] yaml) {
        Map<String, DispositionClass> common = new HashMap<>();
        Map<String, Map<String, DispositionClass>> tenants = new TreeMap<>();
        Node root = compose(yaml);
        if (root != null) {
            readRoot(root, common, tenants);
        }
        if (!mistakes.isEmpty()) {
            mistakes.sort(Comparator.comparingInt(Mistake::line));
            throw new InvalidDispositionsException(mistakes);
        }
        return Dispositions.of(common, tenants, listed);
    }

    private Node compose(byte[] yaml) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions()))
                    .compose(new UnicodeReader(new ByteArrayInputStream(yaml)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            mistakes.add(new Mistake(line, "not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            mistakes.add(new Mistake(1, "not YAML: " + e.getMessage()));
        }
        return null;
    }

    private void readRoot(
            Node root, Map<String, DispositionClass> common, Map<String, Map<String, DispositionClass>> tenants) {
        Entries entries = new Entries(null, common);
        for (NodeTuple tuple : fields(root, "a class (" + CLASSES + ") or tenants, each followed by a colon")) {
            if (text(tuple.getKeyNode()).equals("tenants")) {
                for (NodeTuple tenant : fields(tuple.getValueNode(), "the name of a tenant")) {
                    Map<String, DispositionClass> own = new HashMap<>();
                    tenants.put(text(tenant.getKeyNode()), own);
                    Entries ownEntries = new Entries(text(tenant.getKeyNode()), own);
                    fields(tenant.getValueNode(), "a class (" + CLASSES + ")").forEach(ownEntries::readClass);
                }
            } else {
                entries.readClass(tuple);
            }
        }
    }

    private List<NodeTuple> fields(Node node, String expected) {
        if (node.getTag().equals(Tag.NULL)) {
            return List.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            mistake(node, "expected " + expected);
            return List.of();
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!seen.add(text(tuple.getKeyNode()))) {
                mistake(tuple.getKeyNode(), "'" + text(tuple.getKeyNode()) + "' is here twice: join them");
            }
        }
        return mapping.getValue();
    }

    private void mistake(Node at, String detail) {
        mistakes.add(new Mistake(line(at), detail));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The dispositions of one table. */
    private final class Entries {

        private final String tenant;
        private final Map<String, DispositionClass> classes;
        private final Map<String, Integer> lines = new HashMap<>();

        Entries(String tenant, Map<String, DispositionClass> classes) {
            this.tenant = tenant;
            this.classes = classes;
        }

        void readClass(NodeTuple tuple) {
            String name = text(tuple.getKeyNode());
            DispositionClass dispositionClass = Arrays.stream(DispositionClass.values())
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (dispositionClass == null) {
                mistake(tuple.getKeyNode(), "'" + name + "' is not a class: use one of " + CLASSES);
            }
            Node list = tuple.getValueNode();
            if (list instanceof SequenceNode sequence) {
                sequence.getValue().forEach(entry -> readEntry(entry, dispositionClass));
            } else if (!list.getTag().equals(Tag.NULL)) {
                mistake(
                        list,
                        "expected a list: write each disposition on a line of its own, as '- name: Product sold'");
            }
        }

        private void readEntry(Node entry, DispositionClass dispositionClass) {
            if (!(entry instanceof MappingNode)) {
                mistake(entry, "expected '- name: " + text(entry) + "'");
                return;
            }
            Map<String, String> values = new HashMap<>();
            boolean hasName = false;
            for (NodeTuple field : fields(entry, "a disposition")) {
                String key = text(field.getKeyNode());
                if (!KEYS.contains(key)) {
                    mistake(field.getKeyNode(), "'" + key + "' is not known here: use name, code or id");
                } else if (text(field.getValueNode()).isBlank()) {
                    mistake(field.getKeyNode(), "'" + key + "' is empty: give it a value or remove it");
                } else {
                    add(field.getValueNode(), dispositionClass);
                    values.put(key, text(field.getValueNode()));
                }
                hasName |= key.equals("name");
            }
            if (!hasName) {
                mistake(entry, "this disposition has no name: add 'name: …'");
            }
            listed.add(new Dispositions.Listed(
                    tenant, values.get("name"), values.get("code"), values.get("id"), dispositionClass, line(entry)));
        }

        private void add(Node value, DispositionClass dispositionClass) {
            String key = Dispositions.key(text(value));
            DispositionClass before =
                    classes.putIfAbsent(key, dispositionClass == null ? DispositionClass.UNKNOWN : dispositionClass);
            if (before != null && dispositionClass != null && before != dispositionClass) {
                mistake(
                        value,
                        "'" + text(value) + "' is " + before + " already, in line " + lines.get(key)
                                + ": remove one of them");
            }
            lines.putIfAbsent(key, line(value));
        }
    }
}
