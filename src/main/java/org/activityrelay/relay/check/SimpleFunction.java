package org.activityrelay.relay.check;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One function of the Simple language: what stands between the braces of {@code ${body.type}}.
 *
 * @param text without braces and without nested functions
 */
record SimpleFunction(String text) {

    /** What a function does wrong. */
    record Mistake(String what, String remedy) {}

    private static final Pattern NAME = Pattern.compile("^[A-Za-z-]+");

    /** Functions that see nothing but the record, what was set from it, and their own arguments. */
    private static final Set<String> PURE = Set.of(
            "body",
            "variable",
            "exchangeProperty",
            "null",
            "iif",
            "replace",
            "substring",
            "empty",
            "join",
            "list",
            "hash",
            "routeId");

    /** Functions by which a destination could do something that no recorder sees. */
    private static final Set<String> OUTSIDE_THE_RECORDER =
            Set.of("bean", "ref", "type", "camelContext", "exchange", "exception");

    /** Methods that look at a text, number, list or map and change nothing. */
    static final Set<String> PURE_METHODS = Set.of(
            "size",
            "length",
            "isEmpty",
            "isBlank",
            "contains",
            "containsKey",
            "containsValue",
            "startsWith",
            "endsWith",
            "equals",
            "equalsIgnoreCase",
            "toLowerCase",
            "toUpperCase",
            "trim",
            "strip",
            "indexOf",
            "substring",
            "get",
            "getOrDefault",
            "charAt",
            "intValue",
            "longValue",
            "doubleValue",
            "toString");

    /** The name of the function: {@code body} of {@code body.type}. */
    String name() {
        Matcher name = NAME.matcher(text);
        return name.find() ? name.group() : "";
    }

    /** What makes it unfit for routing, if anything does. */
    Optional<Mistake> impurity() {
        if (!PURE.contains(name())) {
            return Optional.of(new Mistake(
                    "routing cannot use ${" + shown() + "}",
                    "a rule sees the record only: ${body.…}, or a variable set from it"));
        }
        return name().equals("body") ? bodyMistake() : pathMistake();
    }

    /** What makes it unfit for a destination, if anything does. */
    Optional<Mistake> escape() {
        boolean method = text.contains("getClass") || text.contains(".class");
        return OUTSIDE_THE_RECORDER.contains(name()) || method
                ? Optional.of(new Mistake(
                        "a destination cannot use ${" + shown() + "}",
                        "no dry-run can see what it does; compute in a mapping, or send to an endpoint"))
                : Optional.empty();
    }

    /** What it reads of a record that no record can have, if anything. */
    Optional<Mistake> fieldMistake() {
        if (!name().equals("body")) {
            return Optional.empty();
        }
        RecordPath path = new RecordPath(text.substring("body".length()));
        if (!path.isKnown()) {
            return Optional.of(new Mistake("a record has no field " + path.first(), path.remedy()));
        }
        return path.mistake();
    }

    private Optional<Mistake> bodyMistake() {
        return fieldMistake().or(this::pathMistake);
    }

    private Optional<Mistake> pathMistake() {
        for (RecordPath.Call call : new RecordPath(text).calls()) {
            if (!PURE_METHODS.contains(call.method())) {
                return Optional.of(new Mistake(
                        "routing cannot call " + call.method() + "()",
                        "only methods that look at a text, list or map are possible, such as "
                                + "contains, startsWith, size, toLowerCase"));
            }
            if (!call.nullSafe()) {
                return Optional.of(new Mistake(
                        call.method() + "() fails for a record that lacks the field",
                        "write ${" + nullSafe(call.before()) + "." + call.method() + "(…)}"));
            }
        }
        return Optional.empty();
    }

    /** The last element gets the question mark. */
    private static String nullSafe(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? path : path.substring(0, dot) + "?" + path.substring(dot);
    }

    private String shown() {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
