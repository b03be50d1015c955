package org.activityrelay.relay.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A CloudEvents 1.0 envelope in structured JSON mode (JSON Event Format, section 3). Its attributes describe the event,
 * not the activity: they never become fields of the record, however they are called.
 */
final class CloudEvent {

    private CloudEvent() {}

    /** What is inside the envelope, or the same thing when it is none. */
    static Located<ObjectNode> unwrap(Located<ObjectNode> sent, ObjectMapper strict) {
        ObjectNode envelope = sent.value();
        // An attribute's name has no upper-case letters, so a record can have a field "specversion" and still be one.
        if (!envelope.has("specversion") || envelope.has("interactionId")) {
            return sent;
        }
        JsonNode version = envelope.get("specversion");
        if (!version.isTextual() || !version.textValue().startsWith("1.")) {
            throw refused("/specversion", "Is not a CloudEvents version this service reads. Send \"1.0\".");
        }
        checkContentType(envelope.path("datacontenttype"));
        String name = envelope.has("data") || !envelope.has("data_base64") ? "data" : "data_base64";
        JsonNode data = envelope.path(name);
        if (data.isMissingNode()) {
            throw refused("/data", Complaint.missing("Put the activity record here."));
        }
        return new Located<>("/" + name, record(name, data, strict));
    }

    private static ObjectNode record(String name, JsonNode data, ObjectMapper strict) {
        JsonNode content = data;
        if (data.isTextual()) {
            content = parse(name, data, strict);
        }
        if (content instanceof ObjectNode object) {
            return object;
        }
        throw refused("/" + name, Complaint.notAnObject(content));
    }

    /** Many client libraries put a serialised record into {@code data}. */
    private static JsonNode parse(String name, JsonNode data, ObjectMapper strict) {
        try {
            boolean isText = name.equals("data");
            return isText
                    ? strict.readTree(data.textValue())
                    : strict.readTree(Base64.getDecoder().decode(data.textValue()));
        } catch (StreamConstraintsException e) {
            throw refused("/" + name, "Contains JSON beyond the limits of a record (relay.intake.max-…).");
        } catch (JsonProcessingException e) {
            throw refused(
                    "/" + name, "Contains no JSON object: " + place(e) + ". Send the record itself, not as text.");
        } catch (NumberFormatException e) { // an exponent of more than nine digits
            throw refused("/" + name, "Contains a number that no receiver can hold. Send it as text, in quotes.");
        } catch (IOException | IllegalArgumentException e) {
            throw refused("/" + name, "Is not base64. Send the record itself in \"data\" instead.");
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "it is no JSON"
                : "it is no JSON at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static void checkContentType(JsonNode type) {
        String text = type.asText("").toLowerCase(Locale.ROOT);
        if (!text.isBlank() && !text.contains("json") && !text.startsWith("text/plain")) {
            throw refused("/datacontenttype", "Is not JSON. Send the activity record as application/json.");
        }
    }

    private static InvalidActivityException refused(String pointer, String detail) {
        return new InvalidActivityException(List.of(new Problem(pointer, detail)));
    }
}
