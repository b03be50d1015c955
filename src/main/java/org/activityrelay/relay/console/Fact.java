package org.activityrelay.relay.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that a record says.
 *
 * @param link where the text leads, or null
 */
record Fact(String name, String text, String link) {

    /** What people want to know of a record, as far as it says so. */
    static List<Fact> of(ObjectNode canonical, Clockface clockface) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Subject", text(canonical, "subject"));
        add(facts, "Notes", text(canonical, "description"));
        add(facts, "Customer", text(canonical, "contactName"));
        add(facts, "Phone", text(canonical, "phoneNumber"));
        add(facts, "Email", text(canonical, "email"));
        add(facts, "Agent", firstOf(canonical, "agentName", "agentLogin", "agentId"));
        add(facts, "Direction", text(canonical, "callDirection"));
        add(facts, "Outcome", text(canonical, "dispositionClass"));
        add(facts, "Began", time(canonical, "startTime", clockface));
        add(facts, "Ended", time(canonical, "endTime", clockface));
        add(facts, "Lasted", duration(canonical));
        add(facts, "Global interaction id", text(canonical, "globalInteractionId"));
        add(facts, "Tenant", text(canonical, "tenant"));
        String recording = firstOf(canonical, "playbackUrl", "recordingUrl");
        if (recording != null) {
            facts.add(new Fact("Recording", recording, link(recording)));
        }
        return facts;
    }

    /** The address, if a browser may follow it: the web's own schemes only. */
    static String link(String address) {
        try {
            String scheme = address == null ? null : new URI(address).getScheme();
            return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme) ? address : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** What is there of it, with dots between. */
    static String joined(String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(" · "));
    }

    private static void add(List<Fact> facts, String name, String text) {
        if (text != null && !text.isBlank()) {
            facts.add(new Fact(name, text, null));
        }
    }

    private static String text(ObjectNode canonical, String field) {
        return canonical.hasNonNull(field) ? canonical.get(field).asText() : null;
    }

    private static String firstOf(ObjectNode canonical, String... fields) {
        return Stream.of(fields)
                .map(field -> text(canonical, field))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String time(ObjectNode canonical, String field, Clockface clockface) {
        JsonNode millis = canonical.path(field);
        return millis.canConvertToLong() ? clockface.zoned(Instant.ofEpochMilli(millis.longValue())) : null;
    }

    private static String duration(ObjectNode canonical) {
        JsonNode seconds = canonical.path("duration");
        return seconds.canConvertToLong() && seconds.longValue() >= 0
                ? Clockface.show(Duration.ofSeconds(seconds.longValue()))
                : null;
    }

    /** Only what it is about. */
    @Override
    public String toString() {
        return name;
    }
}
