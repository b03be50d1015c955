package org.activityrelay.relay.destination.sql;

import java.util.Locale;

/** Reads just enough SQL to tell a parameter from a question mark in a text, a quoted name or a comment. */
final class Placeholders {

    private Placeholders() {}

    /** How many {@code ?} parameters a statement has; PostgreSQL's escaped {@code ??} is none. */
    static int count(String sql) {
        int found = 0;
        int at = 0;
        while (at < sql.length()) {
            int after = skip(sql, at);
            if (after > at) {
                at = after;
            } else if (sql.startsWith("??", at)) {
                at += 2;
            } else {
                found += sql.charAt(at) == '?' ? 1 : 0;
                at++;
            }
        }
        return found;
    }

    /** Whether a statement only asks. */
    static boolean isQuery(String sql) {
        return sql.strip().toLowerCase(Locale.ROOT).startsWith("select");
    }

    /** The statement without comments (a comment may hold an apostrophe or a {@code :?}) and blank lines. */
    static String withoutComments(String sql) {
        StringBuilder kept = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            int after = skip(sql, at);
            if (after == at) {
                kept.append(sql.charAt(at++));
            } else {
                boolean comment = sql.charAt(at) == '-' || sql.charAt(at) == '/';
                kept.append(comment ? " " : sql.substring(at, after));
                at = after;
            }
        }
        return kept.toString()
                .lines()
                .filter(line -> !line.isBlank())
                .map(String::stripTrailing)
                .reduce((above, below) -> above + "\n" + below)
                .orElse("");
    }

    /** End of the text, quoted name or comment that begins here; the same place if none does. */
    private static int skip(String sql, int at) {
        char first = sql.charAt(at);
        if (first == '\'' || first == '"') {
            int end = sql.indexOf(first, at + 1);
            return end < 0 ? sql.length() : end + 1;
        }
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? sql.length() : end;
        }
        if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            return end < 0 ? sql.length() : end + 2;
        }
        return at;
    }
}
