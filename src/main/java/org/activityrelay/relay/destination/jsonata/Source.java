package org.activityrelay.relay.destination.jsonata;

import com.dashjoin.jsonata.JException;

/**
 * The text of an expression and where it came from.
 *
 * @param file name below {@code routes/}, or null for an expression inside a route
 * @param text the expression
 */
record Source(String file, String text) {

    private static final int SHOWN = 60;

    /**
     * What is wrong, and where: {@code file:line:column}. Values are left out, since at run time they come from records;
     * only what a mapping says itself with {@code $error} is kept.
     *
     * @param otherwise location when the mistake itself names none
     */
    String explain(JException mistake, int otherwise) {
        boolean saidByMapping = "D3137".equals(mistake.getError()) || "D3141".equals(mistake.getError());
        boolean whileParsing = mistake.getError() != null && mistake.getError().startsWith("S");
        String message = saidByMapping || whileParsing
                ? JException.msg(mistake.getError(), -1, mistake.getCurrent(), mistake.getExpected())
                : JException.msg(mistake.getError(), -1, "…", "…");
        int location = mistake.getLocation() < 1 ? otherwise : mistake.getLocation();
        return place(location) + ": " + message.replace("JSonataException ", "");
    }

    /** @param location of a character in the text, counted from 1, or less when unknown */
    String place(int location) {
        if (location < 1 || location > text.length() + 1) {
            return where();
        }
        String before = text.substring(0, location - 1);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = location - 1 - before.lastIndexOf('\n');
        return where() + ":" + line + ":" + column;
    }

    private String where() {
        if (file != null) {
            return file;
        }
        String line = text.strip().lines().findFirst().orElse("");
        return "jsonata expression \"" + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line) + "\"";
    }
}
