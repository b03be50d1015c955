package org.activityrelay.relay.ledger;

import java.util.Locale;

/** Text that every database keeps as it is. */
final class Text {

    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /**
     * Replaces U+0000 and lone surrogates by U+FFFD: PostgreSQL refuses the one, drivers mangle the other. Answers the
     * same string when there is nothing to replace, which is nearly always.
     */
    static String clean(String text) {
        if (text == null) {
            return null;
        }
        int fault = firstFault(text, 0);
        if (fault < 0) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int at = fault; at >= 0; at = firstFault(text, at + 1)) {
            clean.setCharAt(at, REPLACEMENT);
        }
        return clean.toString();
    }

    /** Case-folded and trimmed for search; null for nothing. */
    static String searchable(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return InteractionKey.fold(text);
    }

    /** At most so many characters, without cutting one in half. */
    static String limit(String text, int characters) {
        if (text == null || text.length() <= characters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters;
        return text.substring(0, end);
    }

    /** The id in its stored form, or null if it cannot be one. */
    static String id(String asSent) {
        if (asSent == null || asSent.length() != 36) {
            return null;
        }
        for (int i = 0; i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            char c = asSent.charAt(i);
            if (dash ? c != '-' : c > 'f' || Character.digit(c, 16) < 0) {
                return null;
            }
        }
        return asSent.toLowerCase(Locale.ROOT);
    }

    private static int firstFault(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
