package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the browser collector sends: {@code {"collector": {"version", "agentId", "username", "sessionId", "observedAt", …},
 * "record": {…}}}. The desktop's event does not say whose it is; the collector says so beside the record. A page's word is
 * only that: the agent counts as verified when the sender's token names the same one. On a shared computer the next agent's
 * token sends what the former one left, whose it remains.
 *
 * <p>Nothing here is worth refusing a record for: what cannot be read is left out.
 *
 * @param record what the desktop said
 * @param stated what the collector says beside it
 */
record Collected(Located<ObjectNode> record, ObjectNode stated) {

    /** The envelope's own part, and where it is kept below {@code additional}; no part of the fingerprint. */
    static final String NAME = "collector";

    private static final String RECORD = "record";

    static boolean isAround(ObjectNode sent) {
        return sent.get(NAME) instanceof ObjectNode && sent.has(RECORD) && !sent.has("interactionId");
    }

    static Collected of(Located<ObjectNode> sent, List<Problem> problems) {
        ObjectNode stated = (ObjectNode) sent.value().get(NAME);
        String pointer = sent.pointer() + "/" + RECORD;
        JsonNode record = sent.value().get(RECORD);
        if (record instanceof ObjectNode object) {
            return new Collected(new Located<>(pointer, object), stated);
        }
        problems.add(new Problem(pointer, Complaint.notAnObject(record)));
        return new Collected(new Located<>(pointer, JsonNodeFactory.instance.objectNode()), stated);
    }

    String agentId() {
        return word("agentId");
    }

    /** What the agent logs in with. */
    String agentLogin() {
        return word("username");
    }

    /**
     * What is kept beside the record.
     *
     * @param agentId of the record
     * @param agentLogin of the record
     * @param sender the agent for whom the sender's token vouches, or null
     */
    ObjectNode note(String agentId, String agentLogin, String sender) {
        ObjectNode note = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : stated.properties()) {
            boolean ours =
                    field.getKey().equals("agentVerified") || field.getKey().equals("sentBy");
            if (field.getValue().isValueNode() && !ours) {
                note.set(field.getKey(), field.getValue());
            }
        }
        boolean verified = sender != null && (isSame(sender, agentId) || isSame(sender, agentLogin));
        note.put("agentVerified", verified);
        if (sender != null && !verified) {
            note.put("sentBy", sender);
        }
        return note;
    }

    private static boolean isSame(String one, String other) {
        return other != null
                && one.strip().toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
    }

    private String word(String field) {
        JsonNode value = stated.path(field);
        boolean readable = value.isTextual() || value.isNumber();
        String word = readable ? value.asText().strip() : "";
        return word.isEmpty() || word.length() > FieldReader.LONGEST_WORD ? null : word;
    }
}
