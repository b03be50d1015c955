package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        Arbitrary<JsonNode> seconds = Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 900),
                        Arbitraries.integers().between(0, 900_000))
                .map(JSON::numberNode);
        Arbitrary<Map.Entry<String, JsonNode>> fields = Arbitraries.oneOf(
                field(words, "description", "disposition", "service", "ANI", "contactName", "unheardOf", "state"),
                field(maps, "attachedData", "formValues"),
                field(nested, "associatedObjects", "more"),
                field(lists, "callParties", "chatParties"),
                field(times, "startTime", "endTime"),
                field(seconds, "duration"));
        return fields.list().ofMaxSize(8).map(Records::record);
    }

    /** An object with the names of every dialect and values of every shape, most of them wrong. */
    static Arbitrary<ObjectNode> anything() {
        List<String> names = new ArrayList<>(List.of(
                "item_id",
                "global_id",
                "phone_number",
                "screenpop_data",
                "notes",
                "recording_url",
                "RecordingId",
                "Start Time",
                "Talk Time",
                "Flagged",
                "Agent First Name",
                "unheardOf",
                "a/b"));
        Arrays.stream(CanonicalField.values()).map(field -> field.fieldName).forEach(names::add);
        Arbitrary<Map.Entry<String, JsonNode>> fields =
                Arbitraries.of(names).flatMap(name -> values().map(value -> Map.entry(name, value)));
        Arbitrary<ObjectNode> records = fields.list().ofMaxSize(10).map(Records::object);
        return Arbitraries.oneOf(records, records.map(record -> {
            record.put("interactionId", "i-1");
            return record.put("type", "Email");
        }));
    }

    private static Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> scalars = Arbitraries.of(
                JSON.nullNode(),
                JSON.booleanNode(true),
                JSON.textNode(""),
                JSON.textNode("0"),
                JSON.textNode("1"),
                JSON.textNode("$(x)"),
                JSON.textNode("text"),
                JSON.textNode("4:05"),
                JSON.textNode("1763720000"),
                JSON.textNode("/link"),
                JSON.numberNode(0),
                JSON.numberNode(-1),
                JSON.numberNode(2.5),
                JSON.numberNode(1763720000),
                JSON.numberNode(new java.math.BigDecimal("1e300")),
                JSON.objectNode(),
                JSON.arrayNode());
        return Arbitraries.recursive(
                () -> scalars,
                inner -> Arbitraries.oneOf(
                        inner,
                        inner.list().ofMaxSize(2).map(items -> JSON.arrayNode().addAll(items)),
                        Arbitraries.maps(Arbitraries.of("list", "selected", "id"), inner)
                                .ofMaxSize(3)
                                .map(Records::object)),
                0,
                2);
    }

    private static ObjectNode object(Iterable<Map.Entry<String, JsonNode>> fields) {
        ObjectNode object = JSON.objectNode();
        fields.forEach(field -> object.set(field.getKey(), field.getValue()));
        return object;
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
