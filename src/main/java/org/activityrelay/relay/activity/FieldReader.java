package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the value of one field into its canonical form. Answers Java's null when the value counts as absent or is a
 * problem, which is then added to the problems.
 */
final class FieldReader {

    static final int LONGEST_ID = 256;
    static final int LONGEST_WORD = 500;

    private static final Pattern TEMPLATE =
            Pattern.compile("\\$\\([^)]*\\)|\\$\\{[^}]*}|\\{\\{.*}}|^\\s*%[^%\\s]+%\\s*$", Pattern.DOTALL);
    private static final List<String> PLACEHOLDERS = List.of("undefined", "null", "nan", "[object object]");

    private final ZoneId zone;
    private final List<Problem> problems;

    FieldReader(ZoneId zone, List<Problem> problems) {
        this.zone = zone;
        this.problems = problems;
    }

    JsonNode read(CanonicalField field, JsonNode sent, String pointer) {
        if (sent.isNull()) {
            return sent;
        }
        return switch (field.shape) {
            case ID -> id(field, sent, pointer);
            case WORD -> text(sent, pointer, LONGEST_WORD);
            case TEXT, LINK -> text(sent, pointer, Integer.MAX_VALUE);
            case FLAG -> flag(sent, pointer);
            case TIME -> time(sent, pointer);
            case SECONDS -> duration(sent, pointer);
            case MAP -> isBlank(sent) ? null : object(sent, pointer);
            case PARTIES -> isBlank(sent) ? null : objects(sent, pointer);
            case ASSOCIATED -> isBlank(sent) ? null : associated(sent, pointer);
            case OURS -> throw new IllegalArgumentException(field.fieldName);
        };
    }

    private JsonNode id(CanonicalField field, JsonNode sent, String pointer) {
        JsonNode read = text(sent, pointer, LONGEST_ID, remedy(field));
        if (read == null) {
            return null;
        }
        String id = read.textValue();
        if (TEMPLATE.matcher(id).find()) {
            return problem(pointer, Complaint.unsubstituted(id));
        }
        if (PLACEHOLDERS.contains(Blanks.strip(id).toLowerCase(Locale.ROOT))) {
            return problem(pointer, Complaint.placeholder(id));
        }
        return read;
    }

    static String remedy(CanonicalField field) {
        return field == CanonicalField.TYPE
                ? "Send the interaction type as text: \"voice\", \"chat\" or \"email\"."
                : "Send the id as text.";
    }

    private JsonNode text(JsonNode sent, String pointer, int longest) {
        return text(sent, pointer, longest, "Send it as text, in quotes.");
    }

    private JsonNode text(JsonNode sent, String pointer, int longest, String remedy) {
        if (!sent.isTextual() && !sent.isNumber()) {
            return problem(pointer, Complaint.mustBe("text", sent, remedy));
        }
        JsonNode read = sent.isTextual() ? sent : TextNode.valueOf(sent.asText());
        int length = read.textValue().length();
        return length <= longest ? read : problem(pointer, Complaint.tooLong(length, longest));
    }

    /** A text or number that is neither true nor false is answered as it is. */
    private JsonNode flag(JsonNode sent, String pointer) {
        if (sent.isBoolean()) {
            return sent;
        }
        if (!sent.isTextual() && !sent.isNumber()) {
            return problem(pointer, Complaint.mustBe("true or false", sent, "Send it without quotes."));
        }
        return switch (sent.asText().strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> BooleanNode.TRUE;
            case "false", "no", "0" -> BooleanNode.FALSE;
            case "" -> null;
            default -> sent;
        };
    }

    private JsonNode time(JsonNode sent, String pointer) {
        if (isBlank(sent)) {
            return null;
        }
        Long millis = Times.instant(sent, zone);
        if (millis == null) {
            return problem(pointer, Complaint.notATime());
        }
        return millis == 0 ? null : LongNode.valueOf(millis);
    }

    private JsonNode duration(JsonNode sent, String pointer) {
        if (isBlank(sent)) {
            return null;
        }
        Long seconds = Times.duration(sent);
        return seconds == null || seconds < 0 ? problem(pointer, Complaint.notADuration()) : LongNode.valueOf(seconds);
    }

    private ObjectNode object(JsonNode sent, String pointer) {
        if (sent instanceof ObjectNode object) {
            return object;
        }
        problem(pointer, Complaint.mustBe("an object", sent, "Send names with values: {\"name\": \"value\"}."));
        return null;
    }

    private ArrayNode objects(JsonNode sent, String pointer) {
        if (!(sent instanceof ArrayNode array)) {
            problem(pointer, Complaint.mustBe("an array of objects", sent, "Send [] if there are none."));
            return null;
        }
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isObject()) {
                problem(pointer + "/" + i, Complaint.mustBe("an object", array.get(i), "Leave it out if it is empty."));
            }
        }
        return array;
    }

    private JsonNode associated(JsonNode sent, String pointer) {
        ObjectNode object = object(sent, pointer);
        if (object == null) {
            return null;
        }
        ObjectNode associated = JsonNodeFactory.instance.objectNode();
        associated.setAll(object);
        JsonNode list = object.path("list");
        boolean hasList = !list.isNull() && !list.isMissingNode() && !isBlank(list);
        associated.set("list", hasList ? objects(list, pointer + "/list") : JsonNodeFactory.instance.arrayNode());
        associated.set("selected", selected(object.path("selected"), pointer + "/selected"));
        return associated;
    }

    /** One id up to 5.19, an array of ids from 5.24.1, null or nothing if none is selected: always an array here. */
    private ArrayNode selected(JsonNode sent, String pointer) {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        if (sent instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                addSelected(ids, array.get(i), pointer + "/" + i);
            }
        } else {
            addSelected(ids, sent, pointer);
        }
        return ids;
    }

    private void addSelected(ArrayNode ids, JsonNode id, String pointer) {
        if (id.isTextual() || id.isNumber()) {
            if (!id.asText().isBlank()) {
                ids.add(id.asText());
            }
        } else if (!id.isNull() && !id.isMissingNode()) {
            problem(pointer, Complaint.mustBe("the id of an associated object", id, "Send the id as text."));
        }
    }

    private static boolean isBlank(JsonNode sent) {
        return sent.isTextual() && sent.textValue().isBlank();
    }

    private JsonNode problem(String pointer, String detail) {
        problems.add(new Problem(pointer, detail));
        return null;
    }
}
