package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.CanonicalField.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A canonical record in the making: every field read, then what fields mean together. */
final class Draft {

    private static final Set<String> KNOWN_TYPES = Set.of("voice", "chat", "email");
    private static final Set<String> KNOWN_KINDS = Set.of("interaction", "recording");
    private static final CanonicalField[] FIELDS = CanonicalField.values();

    private final TenantProfile tenant;
    private final List<Problem> problems;
    private final FieldReader reader;
    private final JsonNode[] values = new JsonNode[FIELDS.length];
    private final String[] names = new String[FIELDS.length];
    private final Set<String> supplied = new HashSet<>(4);
    private final Set<CanonicalField> refused = EnumSet.noneOf(CanonicalField.class);
    private Dialect dialect;
    private Located<ObjectNode> sent;
    private ObjectNode additional;

    Draft(TenantProfile tenant, List<Problem> problems) {
        this.tenant = tenant;
        this.problems = problems;
        this.reader = new FieldReader(tenant.timeZone(), problems);
    }

    void addAdditional(String name, JsonNode value) {
        if (additional == null) {
            additional = JsonNodeFactory.instance.objectNode();
        }
        additional.set(name, value);
    }

    void readAll(Located<ObjectNode> record, Dialect spoken) {
        sent = record;
        dialect = spoken;
        for (Map.Entry<String, JsonNode> field : record.value().properties()) {
            read(field.getKey(), field.getValue());
        }
    }

    Activity finish() {
        if (dialect == Dialect.RECORDING) {
            completeRecording();
        }
        requireIdAndType();
        if (!problems.isEmpty()) {
            return null;
        }
        normalizeWords();
        link(PLAYBACK_URL);
        link(RECORDING_URL);
        settleDuration();
        stamp();
        return Activity.arrived(write(), Set.copyOf(supplied));
    }

    private void read(String name, JsonNode value) {
        CanonicalField field = dialect.field(name);
        boolean isRow = dialect == Dialect.RECORDING;
        if (isRow && (RecordingAgent.isPartOfName(name) || isBlank(value) && field != INTERACTION_ID)) {
            return;
        }
        if (field == null) {
            addAdditional(name, value);
        } else if (field.shape == Shape.OURS) {
            readOurs(field, name, value);
        } else if (names[field.ordinal()] != null || isAliasOfAnother(field, name)) {
            addAdditional(name, value);
        } else {
            readKnown(field, name, value);
        }
    }

    private boolean isAliasOfAnother(CanonicalField field, String name) {
        return !name.equals(field.fieldName) && sent.value().has(field.fieldName);
    }

    private void readKnown(CanonicalField field, String name, JsonNode value) {
        names[field.ordinal()] = name;
        int before = problems.size();
        JsonNode read = reader.read(field, value, Problem.pointer(sent.pointer(), name));
        if (problems.size() > before) {
            refused.add(field);
        }
        if (field.shape == Shape.FLAG && read != null && !read.isBoolean() && !read.isNull()) {
            addAdditional(name, read);
        } else {
            values[field.ordinal()] = read;
        }
        if (field == ASSOCIATED_OBJECTS && value.isObject()) {
            noteSupplied(value, "list");
            noteSupplied(value, "selected");
        }
    }

    private void noteSupplied(JsonNode associatedObjects, String name) {
        if (!associatedObjects.has(name)) {
            supplied.add("associatedObjects." + name);
        }
    }

    /** Our own fields come back when a stored record is sent again; anything else in them is kept apart. */
    private void readOurs(CanonicalField field, String name, JsonNode value) {
        if (field == ADDITIONAL && value.isObject()) {
            value.properties().stream()
                    .filter(entry -> additional == null || !additional.has(entry.getKey()))
                    .forEach(entry -> addAdditional(entry.getKey(), entry.getValue()));
        } else if (field == KIND && KNOWN_KINDS.contains(value.asText())) {
            values[KIND.ordinal()] = value;
        } else if (field == DISPOSITION_CLASS) {
            values[DISPOSITION_CLASS.ordinal()] = value;
        } else if (!value.isNull() && !(field == TENANT && value.asText().equals(tenant.name()))) {
            addAdditional(name, value);
        }
    }

    private static boolean isBlank(JsonNode value) {
        return value.isTextual() && value.textValue().isBlank();
    }

    private void completeRecording() {
        set(RECORDING_ID, values[INTERACTION_ID.ordinal()]);
        if (values[TYPE.ordinal()] == null) {
            set(TYPE, TextNode.valueOf("voice"));
        }
        if (values[KIND.ordinal()] == null) {
            set(KIND, TextNode.valueOf("recording"));
        }
        String agent = RecordingAgent.name(sent.value());
        if (agent != null && values[AGENT_NAME.ordinal()] == null) {
            set(AGENT_NAME, TextNode.valueOf(agent));
        }
    }

    private void requireIdAndType() {
        require(INTERACTION_ID, dialect.idName());
        boolean isVoice = dialect == Dialect.COMPLETED
                && text(PHONE_NUMBER) != null
                && !text(PHONE_NUMBER).isBlank();
        if (isVoice && values[TYPE.ordinal()] == null && !sent.value().has("type")) {
            set(TYPE, TextNode.valueOf("voice"));
            supplied.add(TYPE.fieldName);
        }
        require(TYPE, TYPE.fieldName);
    }

    private void require(CanonicalField field, String usualName) {
        JsonNode value = values[field.ordinal()];
        String name = names[field.ordinal()] == null ? usualName : names[field.ordinal()];
        String pointer = Problem.pointer(sent.pointer(), name);
        String remedy = FieldReader.remedy(field);
        if (value == null) {
            if (!refused.contains(field)) {
                problems.add(new Problem(pointer, Complaint.missing(remedy + misspelled(name))));
            }
        } else if (value.isNull()) {
            problems.add(new Problem(pointer, Complaint.isNull(remedy)));
        } else if (Blanks.only(value.textValue())) {
            problems.add(new Problem(pointer, Complaint.blank(remedy)));
        }
    }

    private String misspelled(String wanted) {
        for (Map.Entry<String, JsonNode> field : sent.value().properties()) {
            if (letters(field.getKey()).equals(letters(wanted))) {
                return " There is a \"" + Complaint.quote(field.getKey()) + "\": write it \"" + wanted + "\".";
            }
        }
        return "";
    }

    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    /** The reporting database and other senders write the same words in other letter cases. */
    private void normalizeWords() {
        normalize(TYPE, KNOWN_TYPES);
        normalize(CALL_DIRECTION, Set.of("inbound", "outbound"));
        // So that a rule can compare it as it is, and finds the same as the table of classes.
        if (text(DISPOSITION) != null) {
            set(DISPOSITION, TextNode.valueOf(Blanks.strip(text(DISPOSITION))));
        }
        for (CanonicalField id : List.of(GLOBAL_INTERACTION_ID, RECORDING_ID)) {
            if (text(id) != null && text(id).isBlank()) {
                set(id, null);
            }
        }
        if ("email".equals(text(TYPE))) {
            dropUnlessTrue(CALL_MUTED);
            dropUnlessTrue(CALL_RECORDING);
        }
    }

    private void normalize(CanonicalField field, Set<String> known) {
        String sentText = text(field);
        if (sentText != null && !known.contains(sentText)) {
            String word = Blanks.strip(sentText).toLowerCase(Locale.ROOT);
            if (known.contains(word)) {
                set(field, TextNode.valueOf(word));
            }
        }
    }

    private void dropUnlessTrue(CanonicalField flag) {
        JsonNode value = values[flag.ordinal()];
        if (value != null && !value.asBoolean()) {
            set(flag, null);
        }
    }

    private void link(CanonicalField field) {
        String link = text(field);
        if (link != null && tenant.recordingBaseUrl() != null) {
            set(field, TextNode.valueOf(RecordingLinks.absolute(link, tenant.recordingBaseUrl())));
        }
    }

    private void settleDuration() {
        JsonNode duration = values[DURATION.ordinal()];
        Long between = Times.between(number(START_TIME), number(END_TIME));
        if (duration == null && between != null) {
            set(DURATION, LongNode.valueOf(between));
            supplied.add(DURATION.fieldName);
        } else if (duration != null && duration.isNumber()) {
            boolean isCall = "voice".equals(text(TYPE));
            set(DURATION, LongNode.valueOf(Times.seconds(duration.longValue(), between, isCall)));
        }
    }

    private void stamp() {
        set(TENANT, TextNode.valueOf(tenant.name()));
        if (values[KIND.ordinal()] == null) {
            set(KIND, TextNode.valueOf("interaction"));
        }
        JsonNode claimed = values[DISPOSITION_CLASS.ordinal()];
        String actual = tenant.dispositions().classOf(text(DISPOSITION)).name();
        if (claimed != null && !claimed.isNull() && !claimed.asText().equals(actual)) {
            addAdditional(DISPOSITION_CLASS.fieldName, claimed);
        }
        set(DISPOSITION_CLASS, TextNode.valueOf(actual));
        set(ADDITIONAL, additional);
    }

    private ObjectNode write() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (CanonicalField field : FIELDS) {
            JsonNode value = values[field.ordinal()];
            if (value != null) {
                json.set(field.fieldName, value);
            }
        }
        return json;
    }

    private void set(CanonicalField field, JsonNode value) {
        values[field.ordinal()] = value;
    }

    private String text(CanonicalField field) {
        JsonNode value = values[field.ordinal()];
        return value == null || value.isNull() ? null : value.asText();
    }

    private Long number(CanonicalField field) {
        JsonNode value = values[field.ordinal()];
        return value == null || !value.isNumber() ? null : value.longValue();
    }
}
