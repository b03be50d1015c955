package org.activityrelay.relay.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
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
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from outside: UTF-8 only, within limits, every name once, nothing after its end. A name that is there twice
 * is refused, because receivers differ in which one they believe (RFC 7493 forbids it, too). Numbers keep their digits.
 * Thread-safe.
 */
final class StrictJson {

    /** A part of what the parser says, and what it means. */
    private static final List<Map.Entry<String, String>> FAULTS = List.of(
            Map.entry("CTRL-CHAR", "a line break, a tab or another control character is not escaped"),
            Map.entry("escape", "a backslash stands before something that it cannot escape"),
            Map.entry("was expecting comma", "a comma or a closing bracket is missing before this"),
            Map.entry("was expecting a colon", "a colon is missing after a name"),
            Map.entry("was expecting double-quote", "a name in double quotes is missing"),
            Map.entry("close marker", "a bracket is closed that is not open here"),
            Map.entry("leading zero", "a number begins with a zero too many"),
            Map.entry("numeric value", "a number is not written as JSON does"),
            Map.entry("Decimal point", "a number is not written as JSON does"),
            Map.entry("Exponent indicator", "a number is not written as JSON does"),
            Map.entry("NaN", "NaN and Infinity are no numbers in JSON"),
            Map.entry("Infinity", "NaN and Infinity are no numbers in JSON"),
            Map.entry("INF", "NaN and Infinity are no numbers in JSON"));

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
     * @param at where in what the sender has it begins
     * @throws UnreadableException with status 400, 413 or, for a name that is there twice or too deep nesting, 422
     */
    JsonNode read(byte[] bytes, int from, int to, Body.At at) {
        checkSize(to - from);
        Utf8.check(bytes, from, to);
        try (JsonParser parser = mapper.createParser(bytes, from, to - from)) {
            return read(parser, at);
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

    private JsonNode read(JsonParser parser, Body.At at) throws IOException {
        JsonNode value;
        try {
            value = one.readTree(parser);
        } catch (StreamConstraintsException e) {
            throw limit(parser, e);
        } catch (JsonProcessingException e) {
            throw notJson(pointer(parser), e, at);
        } catch (NumberFormatException e) { // an exponent of more than nine digits
            throw new UnreadableException(
                    UnreadableException.NO_RECORD,
                    pointer(parser),
                    "Is a number that no receiver can hold. Send it as text, in quotes.");
        }
        if (value == null || value.isMissingNode()) {
            throw new UnreadableException(UnreadableException.NOT_JSON, "", "Is empty. Send an activity record.");
        }
        requireEnd(parser, at);
        return value;
    }

    private static void requireEnd(JsonParser parser, Body.At at) throws IOException {
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
                    "The record ends at " + place(end, at)
                            + ", but more follows. Send one record, an array of records, "
                            + "or one record per line as application/x-ndjson.");
        }
    }

    private static UnreadableException notJson(String pointer, JsonProcessingException e, Body.At at) {
        if (e instanceof JsonEOFException) {
            return new UnreadableException(
                    UnreadableException.NOT_JSON,
                    pointer,
                    "Is not JSON: it breaks off at " + place(e.getLocation(), at) + ". Send the whole record.");
        }
        if (e instanceof MismatchedInputException) {
            return new UnreadableException(
                    UnreadableException.NO_RECORD, pointer, "Is there twice. Send each field once.");
        }
        return new UnreadableException(
                UnreadableException.NOT_JSON,
                pointer,
                "Is not JSON at " + place(e.getLocation(), at) + ": " + fault(e.getOriginalMessage())
                        + ". If a template inserts text here, its quotes, backslashes and line breaks must be escaped.");
    }

    /** In our own words: the parser's quote the record, and advise programmers. */
    private static String fault(String message) {
        for (Map.Entry<String, String> known : FAULTS) {
            if (message.contains(known.getKey())) {
                return known.getValue();
            }
        }
        return "something stands here that JSON does not know";
    }

    private UnreadableException limit(JsonParser parser, StreamConstraintsException e) {
        String message = e.getOriginalMessage();
        String pointer = pointer(parser);
        if (message.contains("MaxNestingDepth")) {
            return new UnreadableException(
                    UnreadableException.NO_RECORD,
                    pointer,
                    "Is nested deeper than " + settings.maxDepth() + " levels (relay.intake.max-depth).");
        }
        if (message.contains("MaxNumberLength")) {
            return new UnreadableException(
                    UnreadableException.NO_RECORD,
                    pointer,
                    "Is a number of more than " + settings.maxNumberLength()
                            + " digits (relay.intake.max-number-length).");
        }
        if (message.contains("MaxNameLength")) {
            // The parser still points at the field before: the object is meant, not one of its fields.
            JsonStreamContext around = parser.getParsingContext().getParent();
            return new UnreadableException(
                    UnreadableException.TOO_LARGE,
                    around == null ? "" : around.pathAsPointer().toString(),
                    "Has a name of more than " + settings.maxNameLength()
                            + " characters (relay.intake.max-name-length).");
        }
        return new UnreadableException(
                UnreadableException.TOO_LARGE,
                pointer,
                "Is a text of more than " + settings.maxStringLength()
                        + " characters (relay.intake.max-string-length).");
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private static String place(JsonLocation location, Body.At at) {
        long column = location.getLineNr() == 1 ? location.getColumnNr() + at.column() - 1 : location.getColumnNr();
        return "line " + (location.getLineNr() + at.line() - 1) + ", column " + column;
    }
}
