package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Claim;

/** Claims for tests. */
public final class Claims {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Claims() {}

    /** A record with nothing but what is required. */
    public static ObjectNode minimal() {
        return JSON.createObjectNode()
                .put("tenant", "default")
                .put("kind", "interaction")
                .put("interactionId", "m-1")
                .put("type", "voice")
                .put("dispositionClass", "UNKNOWN");
    }

    /** A sample of this repository, in canonical form. */
    public static ObjectNode sample(String file) throws IOException {
        return Samples.of(file);
    }

    public static Claim of(String destination, ObjectNode canonical, String... arguments) {
        return of(destination, canonical, 1, 1, null, arguments);
    }

    public static Claim of(
            String destination,
            ObjectNode canonical,
            int revision,
            int attempt,
            JsonNode progress,
            String... arguments) {
        TreeMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            named.put(arguments[i], arguments[i + 1]);
        }
        String recordKey = "default/interaction/"
                + canonical.get("interactionId").asText().toLowerCase(java.util.Locale.ROOT) + "/" + destination;
        return new Claim(
                "d-1",
                "a-1",
                destination,
                "",
                named,
                Activity.of(canonical),
                revision,
                attempt,
                attempt,
                recordKey,
                recordKey + "/" + revision,
                progress,
                Instant.parse("2026-11-21T10:20:00Z"),
                Instant.parse("2026-11-21T10:25:00Z"));
    }
}
