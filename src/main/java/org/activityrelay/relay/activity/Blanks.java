package org.activityrelay.relay.activity;

/**
 * What looks like nothing around a text: besides white space also the no-break, zero-width and control characters that
 * forms, spreadsheets and web pages leave there, which neither {@code strip} nor {@code trim} takes away.
 */
final class Blanks {

    private Blanks() {}

    /** The text without them at its ends. */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Whether there is nothing else. */
    static boolean only(String text) {
        return strip(text).isEmpty();
    }

    private static boolean isBlank(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}
