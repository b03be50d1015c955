package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/**
 * Joins a record that arrived with what is known of its interaction. An absent field keeps what was there, an explicit
 * null erases it (and stays, so that destinations erase it too), objects merge by key, lists and values replace. What
 * the reader supplied because the sender did not say it never replaces what a sender said.
 */
public final class Merge {

    private Merge() {}

    /**
     * The record after both; neither argument is changed.
     *
     * @param known the latest revision
     * @param arrived as {@link ActivityReader} read it
     */
    public static Activity of(Activity known, Activity arrived) {
        ObjectNode merged = objects(known.json(), arrived.json());
        if (arrived.isSupplied("type")) {
            merged.set("type", known.json().get("type"));
        }
        if (!arrived.json().has("disposition")) {
            merged.set("dispositionClass", known.json().get("dispositionClass"));
        }
        keepNote(merged, arrived);
        keepAssociated("list", merged, known, arrived);
        keepAssociated("selected", merged, known, arrived);
        settleDuration(merged, known, arrived);
        return Activity.of(inOrder(merged));
    }

    private static ObjectNode objects(ObjectNode known, ObjectNode arrived) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.setAll(known);
        for (Map.Entry<String, JsonNode> field : arrived.properties()) {
            JsonNode before = known.get(field.getKey());
            boolean both = before instanceof ObjectNode && field.getValue() instanceof ObjectNode;
            merged.set(
                    field.getKey(),
                    both ? objects((ObjectNode) before, (ObjectNode) field.getValue()) : field.getValue());
        }
        return merged;
    }

    /** What a collector says of one sending is not mixed with what was said of another. */
    private static void keepNote(ObjectNode merged, Activity arrived) {
        JsonNode note = arrived.json().path("additional").get(Collected.NAME);
        if (note != null && merged.get("additional") instanceof ObjectNode additional) {
            additional.set(Collected.NAME, note);
        }
    }

    private static void keepAssociated(String name, ObjectNode merged, Activity known, Activity arrived) {
        if (arrived.isSupplied("associatedObjects." + name)
                && known.json().get("associatedObjects") instanceof ObjectNode before
                && before.has(name)) {
            ((ObjectNode) merged.get("associatedObjects")).set(name, before.get(name));
        }
    }

    /** A duration that no sender said follows the times; one that a sender said stays, in the unit that fits them. */
    private static void settleDuration(ObjectNode merged, Activity known, Activity arrived) {
        boolean isSaidNow = arrived.json().has("duration") && !arrived.isSupplied("duration");
        JsonNode before = known.json().get("duration");
        boolean wasSaid = before != null && !Objects.equals(known.duration(), computed(known.json()));
        if (!isSaidNow && wasSaid) {
            merged.set("duration", before);
        }
        Long between = computed(merged);
        if (between == null) {
            return;
        }
        if (!isSaidNow && !wasSaid) {
            merged.set("duration", LongNode.valueOf(between));
        } else if (merged.get("duration").isNumber()) {
            long seconds = Times.fitting(merged.get("duration").longValue(), between);
            merged.set("duration", LongNode.valueOf(seconds));
        }
    }

    private static Long computed(ObjectNode json) {
        JsonNode start = json.path("startTime");
        JsonNode end = json.path("endTime");
        return start.isNumber() && end.isNumber() ? Times.between(start.longValue(), end.longValue()) : null;
    }

    private static ObjectNode inOrder(ObjectNode merged) {
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        for (CanonicalField field : CanonicalField.values()) {
            JsonNode value = merged.get(field.fieldName);
            if (value != null) {
                ordered.set(field.fieldName, value);
            }
        }
        return ordered;
    }
}
