package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The agent's name, of which the recording export makes two columns. */
final class RecordingAgent {

    private static final String FIRST = "Agent First Name";
    private static final String LAST = "Agent Last Name";
    private static final Set<String> PARTS = Set.of(FIRST, LAST);

    private RecordingAgent() {}

    static boolean isPartOfName(String column) {
        return PARTS.contains(column);
    }

    /** First and last name, or null when neither is there. */
    static String name(ObjectNode row) {
        String name = (row.path(FIRST).asText("").strip() + " "
                        + row.path(LAST).asText("").strip())
                .strip();
        return name.isEmpty() ? null : name;
    }
}
