package org.activityrelay.relay.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Reads JSON from outside: UTF-8 only, within limits, every name once, nothing after its end. A name that is there twice
 * is refused, because receivers differ in which one they believe (RFC 7493 forbids it, too). Numbers keep their digits.
 * Thread-safe.
 */
final class StrictJson {

    private final IntakeSettings settings;
    private final JsonMapper mapper;
    private final ObjectReader one;

    StrictJson(IntakeSettings settings) {
        this.settings = settings;
        // Interned names would let a sender fill the memory with names that nobody else uses.
        JsonFactory factory = new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(settings.maxDepth())
                        .maxStringLength(settings.maxStringLength())
                        .maxNumberLength(settings.maxNumberLength())
                        .maxNameLength(settings.maxNameLength())
                        .build())
                .build();
        mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        one = mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** For JSON inside of JSON: with the same strictness. */
    ObjectMapper mapper() {
        return mapper;
    }

    /**
     * Reads one JSON value.
     *
     * @throws UnreadableException with status 400, 413 or, for a name that is there twice or too deep nesting, 422
     */
    JsonNode read(byte[] bytes, int from, int to) {
        checkSize(to - from);
        Utf8.check(bytes, from, to);
        try (JsonParser parser = mapper.createParser(bytes, from, to - from)) {
            return read(parser);
        } catch (IOException e) {
            throw new UnreadableException(UnreadableException.NOT_JSON, "", "Is not JSON.");
        }
    }

    /** @throws UnreadableException with status 413 when a record of this many bytes is too large */
    void checkSize(int length) {
        long most = settings.maxRecordSize().toBytes();
        if (length > most) {
            throw new UnreadableException(
                    UnreadableException.TOO_LARGE,
                    "",
                    "Has " + length + " bytes, but a record may have at most " + most
                            + " (relay.intake.max-record-size).");
        }
    }

    private JsonNode read(JsonParser parser) throws IOException {
        JsonNode value;
        try {
            value = one.readTree(parser);
        } catch (StreamConstraintsException e) {
            throw limit(pointer(parser), e);
        } catch (JsonProcessingException e) {
            throw notJson(pointer(parser), e);
        } catch (NumberFormatException e) { // an exponent of more than nine digits
            throw new UnreadableException(
                    UnreadableException.NO_RECORD,
                    pointer(parser),
                    "Is a number that no receiver can hold. Send it as text, in quotes.");
        }
        if (value == null || value.isMissingNode()) {
            throw new UnreadableException(UnreadableException.NOT_JSON, "", "Is empty. Send an activity record.");
        }
        requireEnd(parser);
        return value;
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        JsonLocation end = parser.currentLocation();
        boolean isEnd;
        try {
            isEnd = parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            isEnd = false;
        }
        if (!isEnd) {
            throw new UnreadableException(
                    UnreadableException.NOT_JSON,
                    "",
                    "The record ends at " + place(end) + ", but more follows. Send one record, an array of records, "
                            + "or one record per line as application/x-ndjson.");
        }
    }

    private static UnreadableException notJson(String pointer, JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return new UnreadableException(
                    UnreadableException.NOT_JSON,
                    pointer,
                    "Is not JSON: it breaks off at " + place(e.getLocation()) + ". Send the whole record.");
        }
        if (e instanceof MismatchedInputException) {
            return new UnreadableException(
                    UnreadableException.NO_RECORD, pointer, "Is there twice. Send each field once.");
        }
        return new UnreadableException(
                UnreadableException.NOT_JSON,
                pointer,
                "Is not JSON at " + place(e.getLocation()) + ": " + e.getOriginalMessage()
                        + ". If a template inserts text here, its quotes, backslashes and line breaks must be escaped.");
    }

    private UnreadableException limit(String pointer, StreamConstraintsException e) {
        String message = e.getOriginalMessage();
        if (message.contains("MaxNestingDepth")) {
            return new UnreadableException(
                    UnreadableException.NO_RECORD,
                    pointer,
                    "Is nested deeper than " + settings.maxDepth() + " levels (relay.intake.max-depth).");
        }
        String what = message.contains("MaxNumberLength")
                ? "Is a number of more than " + settings.maxNumberLength() + " digits (relay.intake.max-number-length)"
                : message.contains("MaxNameLength")
                        ? "Has a name of more than " + settings.maxNameLength()
                                + " characters (relay.intake.max-name-length)"
                        : "Is a text of more than " + settings.maxStringLength()
                                + " characters (relay.intake.max-string-length)";
        return new UnreadableException(UnreadableException.TOO_LARGE, pointer, what + ".");
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private static String place(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
