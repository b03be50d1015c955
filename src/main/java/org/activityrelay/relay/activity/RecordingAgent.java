package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The agent's name, of which the recording export makes two columns. */
final class RecordingAgent {

    private static final String FIRST = "agent first name";
    private static final String LAST = "agent last name";
    private static final Set<String> PARTS = Set.of(FIRST, LAST);

    private RecordingAgent() {}

    static boolean isPartOfName(String column) {
        return PARTS.contains(Dialect.title(column));
    }

    /** First and last name, or null when neither is there. */
    static String name(ObjectNode row) {
        String name = Blanks.strip(part(row, FIRST) + " " + part(row, LAST));
        return name.isEmpty() ? null : name;
    }

    private static String part(ObjectNode row, String title) {
        for (Map.Entry<String, JsonNode> cell : row.properties()) {
            if (Dialect.title(cell.getKey()).equals(title)) {
                return Blanks.strip(cell.getValue().asText(""));
            }
        }
        return "";
    }
}
