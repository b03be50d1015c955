package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether two revisions of one interaction say the same: SHA-256 over the business fields as RFC 8785 JSON.
 *
 * <p>Left out are what names the interaction (tenant, kind, id), what the desktop says about itself (state, agent), what
 * we add (disposition class), and what a collector counts ({@code collector}, {@code sequence}). Ids compare without
 * regard to case. Outside of lists, a null or something empty says as much as an absent field.
 */
public final class Fingerprint {

    private static final Set<String> EXCLUDED = Set.of(
            "tenant", "kind", "interactionId", "state", "agentId", "agentLogin", "agentName", "dispositionClass");
    private static final Set<String> EXCLUDED_ADDITIONAL = Set.of("collector", "sequence");
    private static final Set<String> IDS = Set.of("globalInteractionId", "recordingId");

    private static final int LARGEST_KEPT_BUFFER = 64 * 1024;
    private static final ThreadLocal<Fingerprint> OF_THREAD = ThreadLocal.withInitial(Fingerprint::new);

    private final MessageDigest sha256 = sha256();
    private CanonicalWriter writer = new CanonicalWriter();

    private Fingerprint() {}

    /** The 32 bytes of a record's fingerprint. Thread-safe. */
    public static byte[] of(Activity activity) {
        return OF_THREAD.get().compute(activity.json());
    }

    private byte[] compute(ObjectNode json) {
        writer.clear();
        writeFields(json, EXCLUDED);
        byte[] digest = writer.digest(sha256);
        if (writer.capacity() > LARGEST_KEPT_BUFFER) {
            writer = new CanonicalWriter();
        }
        return digest;
    }

    /** Writes what says something; answers whether anything did. */
    private boolean writeFields(ObjectNode object, Set<String> excluded) {
        boolean isRecord = excluded == EXCLUDED;
        boolean isEmpty = true;
        writer.writeByte('{');
        for (String name : CanonicalWriter.sortedNames(object)) {
            if (excluded.contains(name)) {
                continue;
            }
            int before = writer.length();
            if (!isEmpty) {
                writer.writeByte(',');
            }
            writer.writeText(name);
            writer.writeByte(':');
            if (writeValue(object.get(name), isRecord ? name : "")) {
                isEmpty = false;
            } else {
                writer.truncate(before);
            }
        }
        writer.writeByte('}');
        return !isEmpty;
    }

    private boolean writeValue(JsonNode value, String field) {
        if (value instanceof ObjectNode object) {
            return writeFields(object, field.equals("additional") ? EXCLUDED_ADDITIONAL : Set.of());
        }
        if (value.isNull()
                || value.isArray() && value.isEmpty()
                || value.isTextual() && value.textValue().isEmpty()) {
            return false;
        }
        if (IDS.contains(field)) {
            writer.writeText(value.asText().toLowerCase(Locale.ROOT));
        } else {
            writer.write(value);
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
