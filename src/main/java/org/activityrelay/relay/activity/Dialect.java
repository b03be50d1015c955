package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a payload generation calls the canonical fields. */
enum Dialect {
    /** {@code InteractionData} of 5.19 and {@code InteractionActivityData} of 5.24 and later: canonical names. */
    INTERACTION(Map.of()),

    /** Content of the Embedded Agent Desktop's {@code INTERACTION_COMPLETED} (5.8): snake case. */
    COMPLETED(Map.of(
            "item_id", CanonicalField.INTERACTION_ID,
            "global_id", CanonicalField.GLOBAL_INTERACTION_ID,
            "phone_number", CanonicalField.PHONE_NUMBER,
            "screenpop_data", CanonicalField.ATTACHED_DATA,
            "notes", CanonicalField.DESCRIPTION,
            "recording_url", CanonicalField.RECORDING_URL)),

    /** A row of the recording export's "Recordings details", or the Interaction Content API's metadata: titles. */
    RECORDING(Map.ofEntries(
            Map.entry("start time", CanonicalField.START_TIME),
            Map.entry("agent loginid", CanonicalField.AGENT_LOGIN),
            Map.entry("customer phone", CanonicalField.PHONE_NUMBER),
            Map.entry("direction", CanonicalField.CALL_DIRECTION),
            Map.entry("service", CanonicalField.SERVICE),
            Map.entry("disposition", CanonicalField.DISPOSITION),
            Map.entry("notes", CanonicalField.DESCRIPTION),
            Map.entry("voice signature", CanonicalField.VOICE_SIGNATURE),
            Map.entry("flagged", CanonicalField.FLAGGED),
            Map.entry("talk time", CanonicalField.DURATION),
            Map.entry("export status", CanonicalField.EXPORT_STATUS),
            Map.entry("recordingid", CanonicalField.INTERACTION_ID),
            Map.entry("global interaction id", CanonicalField.GLOBAL_INTERACTION_ID),
            Map.entry("review url", CanonicalField.PLAYBACK_URL)));

    private static final Set<String> RECORDING_TITLES = Set.of(
            "start time", "agent loginid", "customer phone", "talk time", "export status", "global interaction id");

    private final Map<String, CanonicalField> names;

    Dialect(Map<String, CanonicalField> names) {
        this.names = names;
    }

    /** The dialect of a record that has no envelope around it. */
    static Dialect of(ObjectNode record) {
        if (record.has("interactionId")) {
            return INTERACTION;
        }
        if (record.has("item_id")) {
            return COMPLETED;
        }
        for (Iterator<String> names = record.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            boolean isRecordingId = title(name).equals("recordingid") && !name.equals("recordingId");
            if (isRecordingId || RECORDING_TITLES.contains(title(name))) {
                return RECORDING;
            }
        }
        return INTERACTION;
    }

    /** The canonical field of this name, or null. */
    CanonicalField field(String name) {
        CanonicalField field = this == RECORDING ? names.get(title(name)) : names.get(name);
        return field != null ? field : CanonicalField.named(name);
    }

    /** How this dialect calls the interaction's id. */
    String idName() {
        return switch (this) {
            case INTERACTION -> "interactionId";
            case COMPLETED -> "item_id";
            case RECORDING -> "RecordingId";
        };
    }

    /** Titles of columns are compared in lower case. */
    static String title(String name) {
        return Blanks.strip(name).toLowerCase(Locale.ROOT);
    }
}
