package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.activityrelay.relay.routing.Decision;

/** The ledger's JSON columns. Numbers keep every digit; fields that a newer version wrote are tolerated. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final TypeReference<TreeMap<String, String>> ARGUMENTS = new TypeReference<>() {};

    private Json() {}

    /** Null stays null. */
    static String write(Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    static ObjectNode object(String json) {
        return read(json, ObjectNode.class);
    }

    static JsonNode tree(String json) {
        return json == null ? null : read(json, JsonNode.class);
    }

    static Decision decision(String json) {
        return json == null ? null : read(json, Decision.class);
    }

    static SortedMap<String, String> arguments(String json) {
        try {
            return Collections.unmodifiableSortedMap(MAPPER.readValue(json, ARGUMENTS));
        } catch (JsonProcessingException e) {
            throw damaged();
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw damaged();
        }
    }

    /** Without the cause: its message would quote the record. */
    private static IllegalStateException damaged() {
        return new IllegalStateException("A JSON column of the ledger cannot be read.");
    }
}
