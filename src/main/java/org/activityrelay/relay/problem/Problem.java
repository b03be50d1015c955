package org.activityrelay.relay.problem;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Why a request was refused, as an RFC 9457 problem document with a bounded {@code reason} and, where the fault lies in
 * the request, {@code errors}. It never repeats what the request said: not its headers, not its body.
 */
public final class Problem {

    /** Media type of the document (RFC 9457 section 3). */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    // Escaped to ASCII, a lone surrogate in a detail cannot break the document.
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final int status;
    private final ObjectNode document;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Problem(int status, String reason, String detail) {
        this.status = status;
        document = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("reason", reason)
                .put("detail", detail);
    }

    /**
     * @param reason a bounded word in lower snake case, for programs
     * @param detail what is wrong and what to do, for people
     */
    public static Problem of(int status, String reason, String detail) {
        return new Problem(status, reason, detail);
    }

    /** The problem for a failure of ours; logs it under the {@code instance} that the sender is told. */
    public static Problem unexpected(Throwable failure) {
        String instance = "urn:uuid:" + UUID.randomUUID();
        LOG.error("Request failed, told to the sender as {}", instance, new WithoutMessages(failure));
        return Problems.of(500).with("instance", instance);
    }

    /** Adds what is wrong in the body, and where, as a JSON Pointer (RFC 6901); empty for the whole. */
    public Problem error(String pointer, String detail) {
        errors().addObject().put("pointer", pointer).put("detail", detail);
        return this;
    }

    /** Adds what is wrong with a query parameter. */
    public Problem parameter(String parameter, String detail) {
        errors().addObject().put("parameter", parameter).put("detail", detail);
        return this;
    }

    /** Adds a member of one's own. */
    public Problem with(String member, Object value) {
        document.set(member, JSON.valueToTree(value));
        return this;
    }

    /** Adds a response header. */
    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Tells the sender when to try again: whole seconds, at least one. */
    public Problem retryAfter(Duration wait) {
        return header("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
    }

    /** Whether nothing is wrong with any part of the request in particular. */
    public boolean hasErrors() {
        return document.has("errors");
    }

    public int status() {
        return status;
    }

    /** Writes the whole answer; does nothing when an answer has already begun. */
    public void send(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = bytes();
        response.resetBuffer();
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String title(int status) {
        if (status == 421) {
            return "Misdirected Request"; // RFC 9110; Spring knows a name of an old draft
        }
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    private byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ArrayNode errors() {
        return document.withArray("errors");
    }

    /** The same failure without its messages: those of parsers and databases quote what they were given. */
    private static final class WithoutMessages extends Exception {

        private WithoutMessages(Throwable original) {
            super(
                    original.getClass().getName(),
                    original.getCause() == null ? null : new WithoutMessages(original.getCause()));
            setStackTrace(original.getStackTrace());
        }
    }
}
