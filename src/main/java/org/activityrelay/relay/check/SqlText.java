package org.activityrelay.relay.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of SQL, read just far enough to know what is a statement, a text, a comment and a parameter. Places are kept:
 * whatever is blanked out leaves blanks.
 */
final class SqlText {

    /** A parameter, with its place in the file. */
    record Parameter(String name, int at) {}

    /** A statement without comments, each parameter a question mark, with its place in the file. */
    record Statement(String text, int at) {}

    /** Something that never ends. */
    record Unclosed(String what, int at) {}

    private static final Pattern PARAMETER = Pattern.compile(":[?#](?:(\\w+)|(\\$\\{[^}]+\\}))");

    private final String source;
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder withTexts = new StringBuilder();
    private Unclosed unclosed;

    SqlText(String source) {
        this.source = source;
        read();
    }

    /** Line of a place, from 1. */
    int line(int at) {
        return 1
                + (int) source.substring(0, Math.min(at, source.length()))
                        .chars()
                        .filter(letter -> letter == '\n')
                        .count();
    }

    /** The first text, quoted name, comment or bracket that never ends, or is never begun. */
    Optional<Unclosed> unclosed() {
        return Optional.ofNullable(unclosed).or(this::bracket);
    }

    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        Matcher found = PARAMETER.matcher(plain);
        while (found.find()) {
            parameters.add(new Parameter(found.group(1) == null ? found.group(2) : found.group(1), found.start()));
        }
        return parameters;
    }

    /** In their order; empty ones are none. */
    List<Statement> statements() {
        String prepared = PARAMETER
                .matcher(withTexts)
                .replaceAll(parameter -> "?" + " ".repeat(parameter.group().length() - 1));
        List<Statement> statements = new ArrayList<>();
        int begin = 0;
        for (int at = 0; at <= plain.length(); at++) {
            if (at == plain.length() || plain.charAt(at) == ';') {
                String text = prepared.substring(begin, at);
                if (!text.isBlank()) {
                    statements.add(new Statement(text, begin));
                }
                begin = at + 1;
            }
        }
        return statements;
    }

    private Optional<Unclosed> bracket() {
        List<Integer> open = new ArrayList<>();
        for (int at = 0; at < plain.length(); at++) {
            if (plain.charAt(at) == '(') {
                open.add(at);
            } else if (plain.charAt(at) == ')') {
                if (open.isEmpty()) {
                    return Optional.of(new Unclosed("this ) closes nothing", at));
                }
                open.remove(open.size() - 1);
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(new Unclosed("this ( is never closed", open.get(0)));
    }

    private void read() {
        int at = 0;
        while (at < source.length()) {
            int end = end(at);
            boolean comment = end > at && (source.charAt(at) == '-' || source.charAt(at) == '/');
            if (end == at) {
                plain.append(source.charAt(at));
                withTexts.append(source.charAt(at));
                end++;
            } else {
                String part = source.substring(at, end);
                plain.append(part.replaceAll("[^\\n]", " "));
                withTexts.append(comment ? part.replaceAll("[^\\n]", " ") : part);
            }
            at = end;
        }
    }

    /** End of the text, quoted name or comment that begins here; the same place if none does. */
    private int end(int at) {
        char first = source.charAt(at);
        if (first == '\'' || first == '"') {
            return end(
                    at,
                    String.valueOf(first),
                    1,
                    first == '\'' ? "this text is never closed" : "this name is never closed");
        }
        if (source.startsWith("--", at)) {
            int newline = source.indexOf('\n', at);
            return newline < 0 ? source.length() : newline;
        }
        return source.startsWith("/*", at) ? end(at, "*/", 2, "this comment is never closed") : at;
    }

    private int end(int at, String closing, int length, String otherwise) {
        int end = source.indexOf(closing, at + length);
        if (end < 0) {
            unclosed = unclosed == null ? new Unclosed(otherwise, at) : unclosed;
            return source.length();
        }
        return end + closing.length();
    }
}
