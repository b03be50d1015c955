package org.activityrelay.relay.console;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.QueryBuilder;

/** What the text in the one search box may be. */
enum Meaning {
    PHONE("a phone number", QueryBuilder::phone, text -> Shapes.PHONE
            .matcher(text)
            .matches()),
    EMAIL("an email address", QueryBuilder::email, text -> text.indexOf('@') > 0),
    INTERACTION("an interaction id", QueryBuilder::interactionId, text -> true),
    GLOBAL_INTERACTION("a global interaction id", QueryBuilder::globalInteractionId, text -> true),
    EXTERNAL_ID("an id at a destination", QueryBuilder::externalId, text -> true),
    AGENT("an agent", QueryBuilder::agent, text -> true);

    private final String words;
    private final BiFunction<QueryBuilder, String, QueryBuilder> criterion;
    private final Predicate<String> fits;

    Meaning(String words, BiFunction<QueryBuilder, String, QueryBuilder> criterion, Predicate<String> fits) {
        this.words = words;
        this.criterion = criterion;
        this.fits = fits;
    }

    /** For people: {@code a phone number}. */
    public String words() {
        return words;
    }

    /** Asks for the text in this meaning. */
    QueryBuilder in(QueryBuilder query, String text) {
        return criterion.apply(query, text);
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
