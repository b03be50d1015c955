package org.activityrelay.relay.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.Map;
import org.activityrelay.relay.problem.Problem;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The media types that the HTTP door reads. */
final class HttpMediaTypes {

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final String EVENT_BATCH = "application/cloudevents-batch+json";

    private static final String READ = "application/json, application/x-ndjson, application/cloudevents+json,"
            + " application/cloudevents-batch+json, text/csv, text/plain";
    private static final String WHAT_IS_READ = "The media type is not one of " + READ + " in UTF-8.";

    /** What senders write, and what the intake knows it as. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry(JSON, JSON),
            Map.entry("text/json", JSON),
            Map.entry(NDJSON, NDJSON),
            Map.entry("application/ndjson", NDJSON),
            Map.entry("application/jsonl", NDJSON),
            Map.entry("application/x-jsonl", NDJSON),
            Map.entry("application/jsonlines", NDJSON),
            Map.entry("application/x-jsonlines", NDJSON),
            Map.entry("application/cloudevents+json", "application/cloudevents+json"),
            Map.entry(EVENT_BATCH, EVENT_BATCH),
            Map.entry("text/csv", "text/csv"),
            // What a page's beacon can send without asking first.
            Map.entry("text/plain", "text/plain"));

    private HttpMediaTypes() {}

    /** The media type without parameters; null when the sender named none; empty when it is not read here. */
    static String known(String contentType) {
        if (contentType == null || JSON.equals(contentType)) {
            return contentType;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            String charset = type.getParameter("charset");
            String known = KNOWN.get((type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT));
            return known != null && isUtf8(charset) ? known : "";
        } catch (InvalidMediaTypeException e) {
            return "";
        }
    }

    static Problem unsupported() {
        return Problem.of(415, "unsupported_media_type", WHAT_IS_READ).header("Accept", READ);
    }

    /** The same as kept with the refused body. */
    static JsonNode unsupportedProblems() {
        ArrayNode problems = JsonNodeFactory.instance.arrayNode();
        problems.addObject().put("pointer", "").put("detail", WHAT_IS_READ);
        return problems;
    }

    private static boolean isUtf8(String charset) {
        return charset == null
                || charset.replace("\"", "").equalsIgnoreCase("utf-8")
                || charset.equalsIgnoreCase("utf8")
                || charset.equalsIgnoreCase("us-ascii");
    }
}
