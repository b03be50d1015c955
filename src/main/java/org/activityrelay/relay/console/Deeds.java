package org.activityrelay.relay.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Audit.Noted;
import org.activityrelay.relay.ledger.Deliveries.Item;

/** The audit trail for people: in words, and which deed it was that moved a delivery. */
class Deeds {

    private static final int LOOKED_AT = 200;
    /** The deed is noted in the transaction of the change, some milliseconds after it. */
    private static final Duration LATER = Duration.ofSeconds(2);
    /** Ids are made by the clocks of processes, times by the database's. */
    private static final Duration CLOCKS = Duration.ofMinutes(2);

    private static final Map<String, String> ACTIONS = Map.ofEntries(
            Map.entry("replay", "replayed"),
            Map.entry("cancel", "cancelled"),
            Map.entry("reroute", "routed again"),
            Map.entry("pause", "paused"),
            Map.entry("try", "tried for real"),
            Map.entry("try_ended", "saw a trial end"),
            Map.entry("resume", "resumed"),
            Map.entry("erase", "erased"),
            Map.entry("person_file", "took out a person's file"),
            Map.entry("purge", "deleted by age"));

    private static final Map<String, String> CRITERIA = Map.ofEntries(
            Map.entry("activity", "record"),
            Map.entry("receivedFrom", "received since"),
            Map.entry("receivedTo", "received before"),
            Map.entry("dueFrom", "due since"),
            Map.entry("dueTo", "due before"),
            Map.entry("endedFrom", "ended since"),
            Map.entry("endedTo", "ended before"),
            Map.entry("by", "found by"));

    private final Audit audit;
    private final Clockface clockface;

    Deeds(Audit audit, Clockface clockface) {
        this.audit = audit;
        this.clockface = clockface;
    }

    /** The deed that changed the delivery at that time; nothing when none is known that fits. */
    Optional<Noted> of(String action, Item item, Instant at) {
        return audit.until(at.plus(CLOCKS), LOOKED_AT).stream()
                .filter(noted -> noted.deed().action().equals(action))
                .filter(noted -> !noted.at().isAfter(at.plus(LATER)))
                .filter(noted -> fits(noted.deed().filter(), item))
                .findFirst();
    }

    /** As far as it can still be told: state and reason have changed since. */
    private static boolean fits(JsonNode filter, Item item) {
        return filter == null
                || is(filter, "delivery", item.id())
                        && is(filter, "activity", item.activityId())
                        && is(filter, "tenant", item.tenant())
                        && is(filter, "destination", item.destination())
                        && is(filter, "type", item.type())
                        && is(filter, "disposition", item.disposition())
                        && is(filter, "service", item.service())
                        && !isBefore(item.receivedAt(), filter.path("receivedFrom"))
                        && (filter.path("receivedTo").isMissingNode()
                                || isBefore(item.receivedAt(), filter.path("receivedTo")));
    }

    private static boolean is(JsonNode filter, String name, String value) {
        JsonNode wanted = filter.path(name);
        return wanted.isMissingNode()
                || value != null
                        && wanted.asText().strip().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT));
    }

    private static boolean isBefore(Instant time, JsonNode bound) {
        return !bound.isMissingNode() && time.isBefore(Instant.parse(bound.asText()));
    }

    /** What was done to a delivery, by whom, and with which others: {@code Replayed by ops, with all of destination crm}. */
    static String words(String action, Optional<Noted> noted) {
        String what = action(action);
        String done = what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
        if (noted.isEmpty()) {
            return done;
        }
        Audit.Deed deed = noted.get().deed();
        boolean one = deed.filter() != null && deed.filter().has("delivery");
        int others = deed.count() == null ? 0 : deed.count() - 1;
        return done + " by " + Wording.who(deed.who())
                + (one || others < 1 ? "" : ", together with " + Wording.many(others, "other"));
    }

    static String action(String word) {
        return ACTIONS.getOrDefault(word, word.replace('_', ' '));
    }

    /** The filter of a deed, criterion by criterion. */
    List<String> criteria(JsonNode filter) {
        List<String> criteria = new ArrayList<>();
        if (filter != null) {
            filter.properties()
                    .forEach(field ->
                            criteria.add(CRITERIA.getOrDefault(field.getKey(), field.getKey()) + " " + value(field)));
        }
        return criteria;
    }

    private String value(Map.Entry<String, JsonNode> field) {
        String text = field.getValue().asText();
        boolean time = field.getKey().endsWith("From") || field.getKey().endsWith("To");
        return time ? clockface.zoned(Instant.parse(text)) : text;
    }
}
