package org.activityrelay.relay.activity;

import com.fasterxml.jackson.databind.JsonNode;

/** The wording of problems: what was found, and what to send instead. */
final class Complaint {

    private static final int LONGEST_QUOTE = 80;

    private Complaint() {}

    static String notAnObject(JsonNode found) {
        return "Must be one JSON object, the activity record, but is " + kind(found) + ".";
    }

    static String mustBe(String wanted, JsonNode found, String remedy) {
        return "Must be " + wanted + ", but is " + kind(found) + ". " + remedy;
    }

    static String missing(String remedy) {
        return "Is required, but missing. " + remedy;
    }

    static String isNull(String remedy) {
        return "Is required, but null. " + remedy;
    }

    static String blank(String remedy) {
        return "Is required, but blank. " + remedy;
    }

    static String unsubstituted(String template) {
        return "Is the template \"" + quote(template) + "\" instead of a value: the sender did not substitute it. "
                + "Check the name of the variable where the request is built.";
    }

    static String placeholder(String word) {
        return "Is the text \"" + quote(word) + "\" instead of a value: the sender had none. "
                + "Check where the request is built.";
    }

    static String tooLong(int length, int most) {
        return "Has " + length + " characters, but at most " + most + " are allowed. Send a shorter value.";
    }

    static String notATime() {
        return "Is not a time. Send epoch milliseconds such as 1763720000000, ISO 8601 such as 2026-11-21T10:15:31Z, "
                + "or 11/21/2026 10:15:31 AM UTC +00:00.";
    }

    static String notADuration() {
        return "Is not a duration. Send seconds such as 245, or 4:05.";
    }

    static String kind(JsonNode found) {
        return switch (found.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> found.booleanValue() ? "true" : "false";
            case NULL -> "null";
            case MISSING -> "missing";
        };
    }

    /** Not more than anybody reads. */
    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
