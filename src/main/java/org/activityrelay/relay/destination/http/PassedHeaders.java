package org.activityrelay.relay.destination.http;

import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers of an exchange become HTTP headers: a short list, and what {@code pass-headers} of the destination
 * adds. Everything else stays inside, among it headers of an earlier answer. Of an answer's headers those come in that
 * steer no Camel component.
 */
final class PassedHeaders implements HeaderFilterStrategy {

    private static final Set<String> USUAL = Set.of(
            "accept",
            "accept-language",
            "content-type",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "prefer");

    private final DestinationsSettings settings;

    PassedHeaders(DestinationsSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean passed = USUAL.contains(lower) || isPassedByDestination(lower);
        if (passed && String.valueOf(value).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("HTTP header " + name + " holds a line break or control character");
        }
        return !passed;
    }

    private boolean isPassedByDestination(String lower) {
        AttemptEvidence evidence = AttemptEvidence.current();
        return evidence != null
                && !lower.startsWith("camel")
                && settings.of(evidence.claim().destination()).passHeaders().stream()
                        .anyMatch(lower::equalsIgnoreCase);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("camel")
                || lower.startsWith("org.apache.camel")
                || lower.startsWith("mail.")
                || lower.startsWith("jms")
                || lower.equals("set-cookie")
                || lower.equals("authorization")
                || lower.equals("cookie");
    }
}
