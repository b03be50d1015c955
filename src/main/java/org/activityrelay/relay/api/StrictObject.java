package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.activityrelay.relay.problem.Problem;

/**
 * One object of a request's body, read strictly: a misspelt criterion would do too much. What is wrong is added to a
 * problem, each with its place.
 */
final class StrictObject {

    private static final int LONGEST = 500;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private final JsonNode object;
    private final String pointer;
    private final Problem problem;

    /**
     * @param pointer where the object is, as a JSON Pointer
     * @param known names of its fields
     */
    StrictObject(JsonNode object, String pointer, Collection<String> known, Problem problem) {
        this.object = object.isObject() ? object : MissingNode.getInstance();
        this.pointer = pointer;
        this.problem = problem;
        if (!object.isObject()) {
            problem.error(pointer, "It is an object.");
        }
        List<String> names = known.stream().sorted().toList();
        this.object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                // What is no name is not repeated.
                String place = NAME.matcher(name).matches() ? pointer + "/" + name : pointer;
                problem.error(place, "There is no such field; there are " + String.join(", ", names) + ".");
            }
        });
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    /** Adds what is wrong with a field. */
    void wrong(String name, String detail) {
        problem.error(pointer + "/" + name, detail);
    }

    /** Null when absent. */
    String text(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST) {
            wrong(name, "It is a text of at most " + LONGEST + " characters.");
            return null;
        }
        return value.textValue().strip();
    }

    /** The value of that word, or null when absent. */
    <T> T word(String name, Collection<T> values, Function<T, String> word) {
        String given = text(name);
        if (given == null) {
            return null;
        }
        return values.stream()
                .filter(value -> word.apply(value).equalsIgnoreCase(given))
                .findFirst()
                .orElseGet(() -> {
                    wrong(
                            name,
                            "It is one of "
                                    + String.join(
                                            ", ", values.stream().map(word).toList()) + ".");
                    return null;
                });
    }

    /** RFC 3339, or epoch milliseconds; null when absent. */
    Instant time(String name) {
        JsonNode value = object.path(name);
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return Instant.ofEpochMilli(value.longValue());
        }
        String given = text(name);
        if (given == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(given).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            wrong(name, "It is a time as 2026-11-21T10:15:00Z, or in milliseconds since 1970.");
            return null;
        }
    }

    boolean flag(String name) {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            wrong(name, "It is true or false.");
        }
        return value.asBoolean();
    }

    /** Not negative; null when absent. */
    Integer number(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.intValue() < 0) {
            wrong(name, "It is a number from 0.");
            return null;
        }
        return value.intValue();
    }
}
