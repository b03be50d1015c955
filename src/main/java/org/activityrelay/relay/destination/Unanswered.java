package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.WriteLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one write of a delivery sends, as long as nothing has answered it: kept in the ledger before it leaves, so that the
 * next attempt sends the same again under the same key, also when this process is killed in between. A mapping that is
 * edited meanwhile speaks again after the answer.
 */
public final class Unanswered {

    /** Where it stands in a kept request, beside what is looked after field by field. */
    public static final String FIELD = "unanswered";

    private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);

    private final WriteLog writes;
    private final AttemptEvidence evidence;
    private final String key;
    private ObjectNode kept;
    private boolean left;

    /** @param key of the write, by which the receiver knows it */
    public Unanswered(WriteLog writes, AttemptEvidence evidence, String key) {
        this.writes = writes;
        this.evidence = evidence;
        this.key = key;
    }

    /** What an earlier attempt sent, or null. */
    public JsonNode sentBefore() {
        return kept().path(FIELD).get(key);
    }

    /** It leaves now. Returns when it is kept. */
    public void leaves(JsonNode content) {
        left = true;
        if (!evidence.keepsNothing() && !content.equals(sentBefore())) {
            kept().withObjectProperty(FIELD).set(key, content);
            writes.begin(evidence.claim(), kept());
        }
    }

    /** The receiver has said yes or no to what left: another attempt may send something else. */
    public void answered() {
        if (left) {
            forget();
        }
    }

    /**
     * Whatever an earlier attempt sent, it is settled. If the ledger cannot take that now, the request stays kept: what the
     * receiver has answered counts all the same, and nothing is sent again because of it.
     */
    public void forget() {
        if (sentBefore() == null) {
            return;
        }
        try {
            settle();
        } catch (LedgerUnavailableException later) {
            LOG.warn(
                    "The answer to delivery {} counts, but what was sent stays kept: {}",
                    evidence.claim().deliveryId(),
                    later.getMessage());
        }
    }

    private void settle() {
        kept().withObjectProperty(FIELD).remove(key);
        if (kept().path(FIELD).isEmpty()) {
            kept().remove(FIELD);
        }
        if (kept().isEmpty()) {
            writes.refuse(evidence.claim());
        } else {
            writes.begin(evidence.claim(), kept());
        }
    }

    /** Asked for once: nobody else writes it during an attempt. */
    private ObjectNode kept() {
        if (kept == null) {
            JsonNode request = evidence.keepsNothing()
                    ? null
                    : writes.of(evidence.claim().deliveryId())
                            .map(WriteLog.Entry::request)
                            .orElse(null);
            kept = request instanceof ObjectNode before ? before.deepCopy() : JsonNodeFactory.instance.objectNode();
        }
        return kept;
    }

    /** Bytes as text if they are, so that people can read what is kept of them. */
    public static ObjectNode content(byte[] bytes) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            content.set("text", TextNode.valueOf(text));
        } catch (CharacterCodingException noText) {
            content.set("bytes", BinaryNode.valueOf(bytes));
        }
        return content;
    }

    /** What {@link #content} was made of. */
    public static byte[] bytes(JsonNode content) {
        try {
            return content.has("text")
                    ? content.get("text").textValue().getBytes(StandardCharsets.UTF_8)
                    : content.path("bytes").binaryValue();
        } catch (IOException damaged) {
            throw new IllegalStateException("what was kept of a request cannot be read", damaged);
        }
    }
}
