package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.apache.catalina.Globals;

/** Reads query parameters strictly, and tells everything that is wrong with them at once: a search that ignored a mistyped criterion would show too much. */
final class QueryParameters {

    private static final int LONGEST = 500;
    /** A UUID. */
    static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Pattern DIGITS = Pattern.compile("\\d{1,15}");

    private final Map<String, String[]> given;
    private final Problem problem =
            Problem.of(400, "bad_parameter", "A query parameter is unknown or has a wrong value.");

    QueryParameters(HttpServletRequest request, Set<String> known) {
        given = request.getParameterMap();
        // Tomcat leaves out what it cannot decode, and says so here only.
        if (request.getAttribute(Globals.PARAMETER_PARSE_FAILED_ATTR) != null) {
            problem.parameter("", "The query cannot be decoded: escape special characters as %XX of UTF-8.");
        }
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                problem.parameter(
                        clipped(name),
                        "There is no such parameter; there are " + String.join(", ", sorted(known)) + ".");
            } else if (values.length > 1) {
                problem.parameter(name, "Give it once.");
            } else if (values[0].length() > LONGEST) {
                problem.parameter(name, "It has more than " + LONGEST + " characters.");
            }
        });
    }

    /** Null when absent or empty. */
    String text(String name) {
        String[] values = given.get(name);
        return values == null || values[0].isBlank() ? null : values[0].strip();
    }

    /** The id of something, in its stored form; null when absent. */
    String id(String name) {
        String value = text(name);
        if (value != null && !ID.matcher(value).matches()) {
            problem.parameter(name, "It is no id.");
            return null;
        }
        return value == null ? null : value.toLowerCase(Locale.ROOT);
    }

    /** One of the words, in any case. */
    String word(String name, Set<String> words) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        String word = value.toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            problem.parameter(name, "It is one of " + String.join(", ", sorted(words)) + ".");
        }
        return word;
    }

    /** RFC 3339, or epoch milliseconds. */
    Instant time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return DIGITS.matcher(value).matches()
                    ? Instant.ofEpochMilli(Long.parseLong(value))
                    // A plus sign that was not escaped arrives as a space.
                    : OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            problem.parameter(name, "It is a time as 2026-11-21T10:15:00Z, or in milliseconds since 1970.");
            return null;
        }
    }

    int number(String name, int otherwise, int from, int to) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        if (DIGITS.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= from && number <= to) {
                return (int) number;
            }
        }
        problem.parameter(name, "It is a number from " + from + " to " + to + ".");
        return otherwise;
    }

    /** Throws {@link ProblemException} 400 when anything was wrong. */
    void refuseIfWrong() {
        if (problem.hasErrors()) {
            throw new ProblemException(problem);
        }
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().collect(Collectors.toList());
    }

    /** Of an unknown name only what a parameter could be called: what else the sender wrote is not repeated. */
    private static String clipped(String name) {
        return Arrays.stream(name.split("[^A-Za-z0-9_.-]", 2))
                .findFirst()
                .map(word -> word.substring(0, Math.min(40, word.length())))
                .orElse("");
    }
}
