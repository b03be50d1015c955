package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One activity record in its canonical form, whatever dialect it arrived in. Immutable.
 *
 * <p>The canonical form is one flat JSON object with the field names of Bright Pattern's {@code InteractionData}; fields
 * no dialect knows are kept under {@code additional}. Times are epoch milliseconds, durations seconds. Accessors answer
 * {@code null} (lists and maps: empty) for an absent field and for an explicit null; {@link #json()} tells the two
 * apart. Route predicates read the accessors: {@code ${body.type} == 'voice'}.
 */
public final class Activity {

    private final ObjectNode json;
    private final Set<String> supplied;
    private volatile Map<String, Object> map;
    private int hash;

    private Activity(ObjectNode json, Set<String> supplied) {
        this.json = json;
        this.supplied = supplied;
    }

    /** Wraps a canonical object; the caller gives the object away and must not change it afterwards. */
    public static Activity of(ObjectNode canonical) {
        return new Activity(canonical, Set.of());
    }

    /** A record as it arrived, with the names of the fields that the reader supplied because the sender did not. */
    static Activity arrived(ObjectNode canonical, Set<String> supplied) {
        return new Activity(canonical, supplied);
    }

    /** Reads what {@link #toBytes()} wrote; throws {@link IllegalArgumentException} if it is not a JSON object. */
    public static Activity parse(byte[] canonicalJson) {
        return of(CanonicalJson.read(canonicalJson));
    }

    /** The canonical JSON as UTF-8; every number keeps its digits. */
    public byte[] toBytes() {
        return CanonicalJson.write(json);
    }

    /** Whether this field was not sent but supplied by the reader: a default, or computed from others. */
    boolean isSupplied(String field) {
        return supplied.contains(field);
    }

    /** The canonical JSON. Shared: read it, copy it before changing anything. */
    public ObjectNode json() {
        return json;
    }

    /** The canonical JSON as plain, unmodifiable Java maps, lists and scalars; what mappings and templates see. */
    public Map<String, Object> toMap() {
        Map<String, Object> known = map;
        if (known == null) {
            known = PlainJson.object(json);
            map = known;
        }
        return known;
    }

    public String tenant() {
        return text("tenant");
    }

    /** {@code interaction}, or {@code recording} for a row of the recording export. */
    public String kind() {
        return text("kind");
    }

    /** The id as sent; compare ids case-insensitively. */
    public String interactionId() {
        return text("interactionId");
    }

    public String globalInteractionId() {
        return text("globalInteractionId");
    }

    /** {@code voice}, {@code chat}, {@code email}, or whatever a newer desktop sent. */
    public String type() {
        return text("type");
    }

    public String state() {
        return text("state");
    }

    public String subject() {
        return text("subject");
    }

    public String description() {
        return text("description");
    }

    /** The disposition as sent, without blanks around it. */
    public String disposition() {
        return text("disposition");
    }

    /** SUCCESS, FAILURE, CONTINUE, SPAM, DO_NOT_CALL or UNKNOWN, from {@code config/dispositions.yaml}. */
    public String dispositionClass() {
        return text("dispositionClass");
    }

    public String service() {
        return text("service");
    }

    public String callDirection() {
        return text("callDirection");
    }

    public String phoneNumber() {
        return text("phoneNumber");
    }

    public String email() {
        return text("email");
    }

    public String ANI() {
        return text("ANI");
    }

    public String DNIS() {
        return text("DNIS");
    }

    public String transferANI() {
        return text("transferANI");
    }

    public String origination() {
        return text("origination");
    }

    public String interactionKind() {
        return text("interactionKind");
    }

    public String contactName() {
        return text("contactName");
    }

    public String playbackUrl() {
        return text("playbackUrl");
    }

    public String recordingUrl() {
        return text("recordingUrl");
    }

    public String agentId() {
        return text("agentId");
    }

    /** The recording export's login id, or the login the collector sent beside the record. */
    public String agentLogin() {
        return text("agentLogin");
    }

    public String agentName() {
        return text("agentName");
    }

    public String recordingId() {
        return text("recordingId");
    }

    /** What the recording export says about its own export of the recording. */
    public String exportStatus() {
        return text("exportStatus");
    }

    /** Epoch milliseconds. */
    public Long startTime() {
        return number("startTime");
    }

    /** Epoch milliseconds. */
    public Long endTime() {
        return number("endTime");
    }

    /** Seconds. */
    public Long duration() {
        return number("duration");
    }

    public Boolean internal() {
        return flag("internal");
    }

    public Boolean callMuted() {
        return flag("callMuted");
    }

    public Boolean callRecording() {
        return flag("callRecording");
    }

    public Boolean voiceSignature() {
        return flag("voiceSignature");
    }

    public Boolean flagged() {
        return flag("flagged");
    }

    /** Scenario variables by name; empty when none were sent. */
    public Map<String, Object> attachedData() {
        return object("attachedData");
    }

    /** Values of the agent's activity form by integration field; empty when none were sent. */
    public Map<String, Object> formValues() {
        return object("formValues");
    }

    /** {@code list}: the associated objects; {@code selected}: the ids of the selected ones. */
    public Map<String, Object> associatedObjects() {
        return object("associatedObjects");
    }

    public List<Object> callParties() {
        return list("callParties");
    }

    public List<Object> chatParties() {
        return list("chatParties");
    }

    /** Fields that no known dialect has. */
    public Map<String, Object> additional() {
        return object("additional");
    }

    /** Id and type only: a record in a log carries no personal data. */
    @Override
    public String toString() {
        return "Activity[" + interactionId() + ", " + type() + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Activity activity && activity.json.equals(json);
    }

    /** Kept: Camel asks for it at every field that a rule reads. */
    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = json.hashCode();
            hash = known;
        }
        return known;
    }

    private String text(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    private Long number(String field) {
        JsonNode value = json.get(field);
        return value == null || !value.isNumber() ? null : value.asLong();
    }

    private Boolean flag(String field) {
        JsonNode value = json.get(field);
        return value == null || !value.isBoolean() ? null : value.asBoolean();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> object(String field) {
        return toMap().get(field) instanceof Map<?, ?> value ? (Map<String, Object>) value : Map.of();
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(String field) {
        return toMap().get(field) instanceof List<?> value ? (List<Object>) value : List.of();
    }
}
