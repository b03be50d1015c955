package org.activityrelay.relay.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.activityrelay.relay.activity.PersonIdentifiers;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Interaction;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.activityrelay.relay.ledger.Erasures.Subject;

/**
 * By what a copy is recognised: the keys under which it was written, and in texts the ids of the interactions and the
 * phone number or address itself, however it is written. Thread-safe.
 */
public final class Traces {

    private static final String BETWEEN_DIGITS = "[\\s().\\-/]{0,3}";

    private final Held held;
    private final Set<String> interactionIds;
    private final List<Pattern> patterns = new ArrayList<>();

    private Traces(Held held, Set<String> interactionIds) {
        this.held = held;
        this.interactionIds = interactionIds;
    }

    /** Of a person or an interaction, as far as these interactions are concerned. */
    public static Traces of(Subject subject, Held held) {
        Set<String> ids = new TreeSet<>();
        held.interactions().stream().map(Interaction::interactionId).forEach(ids::add);
        if (subject.interactionId() != null) {
            ids.add(subject.interactionId().strip());
        }
        Traces traces = new Traces(held, ids);
        ids.forEach(id -> traces.patterns.add(word(id)));
        if (subject.phone() != null) {
            traces.patterns.add(phone(subject.phone()));
        }
        if (subject.email() != null) {
            traces.patterns.add(email(subject.email()));
        }
        return traces;
    }

    /** Everything that was or would have been written to destinations. */
    public Collection<Sent> deliveries() {
        return held.deliveries();
    }

    /** The id, as sent, of the interaction that a delivery is about. */
    public String interactionOf(Sent sent) {
        return held.interactions().stream()
                .filter(interaction -> interaction.activityIds().contains(sent.activityId()))
                .map(Interaction::interactionId)
                .findFirst()
                .orElse("");
    }

    /** As sent. */
    public Collection<String> interactionIds() {
        return interactionIds;
    }

    /** Whether a text in any encoding that contains ASCII holds one. */
    public boolean isIn(byte[] text) {
        String characters = new String(text, StandardCharsets.ISO_8859_1);
        return patterns.stream().anyMatch(pattern -> pattern.matcher(characters).find());
    }

    /** Whether a text holds one. */
    public boolean isIn(String text) {
        return isIn(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Pattern word(String id) {
        return Pattern.compile(
                "(?<![\\p{Alnum}-])" + Pattern.quote(latin(id)) + "(?![\\p{Alnum}-])", Pattern.CASE_INSENSITIVE);
    }

    /** A sign that comes in front of another one is part of another address. */
    private static Pattern email(String address) {
        int at = address.lastIndexOf('@');
        return Pattern.compile(
                "(?<![\\p{Alnum}._%+-])" + Pattern.quote(latin(address.substring(0, at))) + "(?:@|%40|\\\\u0040)"
                        + Pattern.quote(latin(address.substring(at + 1))) + "(?![\\p{Alnum}-])",
                Pattern.CASE_INSENSITIVE);
    }

    /** With or without its country code, and with whatever people write between digits. */
    private static Pattern phone(String number) {
        String national = PersonIdentifiers.nationalNumber(number);
        String digits = number.replaceAll("\\D", "");
        String country = digits.substring(0, digits.length() - national.length());
        String before =
                country.isEmpty() ? "" : "(?:(?:00)?" + spread(country) + BETWEEN_DIGITS + ")?0?" + BETWEEN_DIGITS;
        return Pattern.compile("(?<!\\d)" + before + spread(national) + "(?!\\d)");
    }

    private static String spread(String digits) {
        return String.join(BETWEEN_DIGITS, digits.split(""));
    }

    /** As the bytes of its UTF-8 look when each is taken for a character. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Shows no one. */
    @Override
    public String toString() {
        return "Traces[" + held.deliveries().size() + " deliveries, " + interactionIds.size() + " interactions]";
    }
}
