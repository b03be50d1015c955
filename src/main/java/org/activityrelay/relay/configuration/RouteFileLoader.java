package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.LineNumberAware;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.dsl.yaml.deserializers.BeansDeserializer;
import org.apache.camel.dsl.yaml.deserializers.CustomResolver;
import org.apache.camel.dsl.yaml.deserializers.ModelDeserializersResolver;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's YAML loader, with true lines: Camel itself notes where the content of a step begins, which for a step written
 * on one line, or after a comment, is another line than that of the step.
 */
class RouteFileLoader extends YamlRoutesBuilderLoader {

    private final Map<Node, Integer> lines = new IdentityHashMap<>();
    private final List<RouteFile.Text> texts = new ArrayList<>();
    private final List<RouteFile.Text> entries = new ArrayList<>();
    private final WrongPlaces wrong;

    /** @param wrong places of the file that are not to be read */
    RouteFileLoader(WrongPlaces wrong) {
        this.wrong = wrong;
    }

    /** What stands at the top of the file, with its line. */
    List<RouteFile.Text> entries() {
        return List.copyOf(entries);
    }

    /** Every value in the file, with its line; complete after loading. */
    List<RouteFile.Text> texts() {
        return List.copyOf(texts);
    }

    @Override
    protected YamlDeserializationContext newYamlDeserializationContext(LoadSettings settings, Resource resource) {
        YamlDeserializationContext context = new LocatingContext(settings);
        context.setResource(resource);
        context.setCamelContext(getCamelContext());
        context.addResolvers(new CustomResolver(new BeansDeserializer()), new ModelDeserializersResolver());
        return context;
    }

    @Override
    protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
        prune(root);
        locate(root, "", 1);
        if (root instanceof SequenceNode items) {
            items.getValue().forEach(this::note);
        }
        return super.builder(context, root);
    }

    private void note(Node item) {
        if (item instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.add(new RouteFile.Text("", key.getValue(), line(key, 1)));
                }
            }
        }
    }

    private void locate(Node node, String name, int line) {
        lines.put(node, line);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                locate(tuple.getValueNode(), key, line(tuple.getKeyNode(), line));
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> locate(item, name, line(item, line)));
        } else if (node instanceof ScalarNode scalar) {
            texts.add(new RouteFile.Text(name, scalar.getValue(), line(scalar, line)));
        }
    }

    /** Takes away what was already found wrong, so that what follows is read, too. */
    private void prune(Node node) {
        if (node instanceof MappingNode mapping) {
            mapping.getValue().removeIf(tuple -> wrong.holds(tuple.getKeyNode()) || wrong.holds(tuple.getValueNode()));
            mapping.getValue().forEach(tuple -> prune(tuple.getValueNode()));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::prune);
            sequence.getValue().removeIf(item -> wrong.holds(item) || isEmptied(item));
        }
    }

    /** A step whose only key was wrong: {@code - setBodyy: …}. */
    private static boolean isEmptied(Node item) {
        return item instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    private static int line(Node node, int otherwise) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(otherwise);
    }

    private final class LocatingContext extends YamlDeserializationContext {

        LocatingContext(LoadSettings settings) {
            super(settings);
        }

        @Override
        public ConstructNode resolve(Node node, String id) {
            ConstructNode original = super.resolve(node, id);
            return content -> {
                Object built = original.construct(content);
                Integer line = lines.get(content);
                if (line != null && built instanceof LineNumberAware located) {
                    located.setLineNumber(line);
                }
                return built;
            };
        }
    }
}
