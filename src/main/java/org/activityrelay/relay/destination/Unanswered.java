package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.activityrelay.relay.delivery.AttemptEvidence;

/**
 * What one write of a delivery sent and nothing answered: kept from attempt to attempt, so that the next one sends the same
 * again.
 */
public final class Unanswered {

    private static final String FIELD = "unanswered";

    private final AttemptEvidence evidence;
    private final String key;

    /** @param key of the write, by which the receiver knows it */
    public Unanswered(AttemptEvidence evidence, String key) {
        this.evidence = evidence;
        this.key = key;
    }

    /** What an earlier attempt sent, or null. */
    public JsonNode sentBefore() {
        JsonNode progress = evidence.progress();
        return progress == null ? null : progress.path(FIELD).get(key);
    }

    /** It leaves now. */
    public void sending(JsonNode content) {
        ObjectNode progress = progress();
        progress.withObjectProperty(FIELD).set(key, content);
        evidence.progress(progress);
    }

    /** The receiver has said yes or no: another attempt may send something else. */
    public void answered() {
        ObjectNode progress = progress();
        progress.withObjectProperty(FIELD).remove(key);
        if (progress.path(FIELD).isEmpty()) {
            progress.remove(FIELD);
        }
        // The ledger takes nothing for no change.
        boolean nothingKept = progress.isEmpty() && evidence.claim().progress() == null;
        evidence.progress(nothingKept ? null : progress);
    }

    private ObjectNode progress() {
        return evidence.progress() instanceof ObjectNode before
                ? before.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }
}
