package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Any records, with any selection of fields. */
final class Records {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Records() {}

    /** Interaction {@code i-1}, of type voice. */
    static Arbitrary<ObjectNode> any() {
        Arbitrary<JsonNode> texts = Arbitraries.strings()
                .withChars("abc \"\\\n\u0000é€")
                .withChars('\uD800', '\uDC00')
                .ofMaxLength(8)
                .map(JSON::textNode);
        Arbitrary<JsonNode> words = texts.injectNull(0.2).map(Records::orNull);
        Arbitrary<JsonNode> maps = Arbitraries.maps(Arbitraries.of("a", "b", "c"), words)
                .ofMaxSize(3)
                .map(Records::object);
        Arbitrary<JsonNode> nested = Arbitraries.maps(Arbitraries.of("x", "y"), Arbitraries.oneOf(words, maps))
                .ofMaxSize(2)
                .map(Records::object);
        Arbitrary<JsonNode> lists =
                maps.list().ofMaxSize(2).map(items -> JSON.arrayNode().addAll(items));
        Arbitrary<JsonNode> times = Arbitraries.longs()
                .between(1_763_000_000_000L, 1_763_000_900_000L)
                .map(JSON::numberNode);
        Arbitrary<JsonNode> seconds = Arbitraries.integers().between(0, 900).map(JSON::numberNode);
        Arbitrary<Map.Entry<String, JsonNode>> fields = Arbitraries.oneOf(
                field(words, "description", "disposition", "service", "ANI", "contactName", "unheardOf", "state"),
                field(maps, "attachedData", "formValues"),
                field(nested, "associatedObjects", "more"),
                field(lists, "callParties", "chatParties"),
                field(times, "startTime", "endTime"),
                field(seconds, "duration"));
        return fields.list().ofMaxSize(8).map(Records::record);
    }

    private static Arbitrary<Map.Entry<String, JsonNode>> field(Arbitrary<JsonNode> values, String... names) {
        return Arbitraries.of(names).flatMap(name -> values.map(value -> Map.entry(name, value)));
    }

    private static ObjectNode record(Iterable<Map.Entry<String, JsonNode>> fields) {
        ObjectNode record = JSON.objectNode().put("interactionId", "i-1").put("type", "voice");
        fields.forEach(field -> record.set(
                field.getKey(),
                field.getKey().equals("associatedObjects") ? associated(field.getValue()) : field.getValue()));
        return record;
    }

    private static ObjectNode associated(JsonNode other) {
        ObjectNode associated = JSON.objectNode().put("selected", "a");
        associated.set("other", other);
        return associated;
    }

    private static JsonNode orNull(JsonNode value) {
        return value == null ? JSON.nullNode() : value;
    }

    private static JsonNode object(Map<String, JsonNode> fields) {
        return JSON.objectNode().setAll(fields);
    }
}
