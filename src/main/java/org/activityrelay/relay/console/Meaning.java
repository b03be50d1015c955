package org.activityrelay.relay.console;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the text in the one search box may be. */
enum Meaning {
    PHONE("a phone number", text -> Shapes.PHONE.matcher(text).matches()),
    EMAIL("an email address", text -> text.indexOf('@') > 0),
    INTERACTION("an interaction id", text -> true),
    GLOBAL_INTERACTION("a global interaction id", text -> true),
    EXTERNAL_ID("an id at a destination", text -> true),
    AGENT("an agent", text -> true);

    private final String words;
    private final Predicate<String> fits;

    Meaning(String words, Predicate<String> fits) {
        this.words = words;
        this.fits = fits;
    }

    /** For people: {@code a phone number}. */
    public String words() {
        return words;
    }

    /** All that the text may be. */
    static List<Meaning> of(String text) {
        return Stream.of(values()).filter(meaning -> meaning.fits.test(text)).toList();
    }

    private static final class Shapes {
        // Digits and what people put between them, also behind tel: and sip:.
        private static final Pattern PHONE =
                Pattern.compile("(?i)(?:tel:|sips?:)?\\+?[(]?\\d[\\d\\s().\\-/]{2,30}(?:@\\S+)?");
    }
}
