package org.activityrelay.relay.configuration;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Places of one route file that Camel could not read. */
final class WrongPlaces {

    private static final int MOST = 50;

    private final Set<Integer> keys = new HashSet<>();
    private final Set<Integer> blocks = new HashSet<>();

    /** @return whether leaving it out could make a difference */
    boolean add(MarkedYamlEngineException failure) {
        Optional<Integer> index =
                failure.getProblemMark().or(failure::getContextMark).map(Mark::getIndex);
        if (index.isEmpty() || keys.size() + blocks.size() > MOST) {
            return false;
        }
        // A block begins where its first key does: the key goes first, and the whole block if that was not enough.
        return keys.add(index.get()) || blocks.add(index.get());
    }

    boolean holds(Node node) {
        Optional<Integer> index = node.getStartMark().map(Mark::getIndex);
        return index.isPresent() && (node instanceof MappingNode ? blocks : keys).contains(index.get());
    }
}
