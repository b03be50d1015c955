package org.activityrelay.relay.destination.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.Address;
import jakarta.mail.internet.InternetAddress;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is decided for each recipient of a message, over all attempts; kept as {@code {accepted:[…], refused:{…}}}. */
final class Recipients {

    private final Set<String> accepted = new TreeSet<>();
    private final Map<String, String> refused = new TreeMap<>();

    /** @param progress of earlier attempts, or null */
    static Recipients from(JsonNode progress) {
        Recipients recipients = new Recipients();
        if (progress != null) {
            progress.path("accepted").forEach(address -> recipients.accepted.add(address.asText()));
            progress.path("refused")
                    .properties()
                    .forEach(refusal -> recipients.refused.put(
                            refusal.getKey(), refusal.getValue().asText()));
        }
        return recipients;
    }

    JsonNode toJson() {
        ObjectNode progress = JsonNodeFactory.instance.objectNode();
        accepted.forEach(progress.putArray("accepted")::add);
        ObjectNode refusals = progress.putObject("refused");
        refused.forEach(refusals::put);
        return progress;
    }

    boolean isSettled(Address recipient) {
        return accepted.contains(key(recipient)) || refused.containsKey(key(recipient));
    }

    /** @param addresses may be null */
    void accept(Address[] addresses) {
        for (Address address : addresses == null ? new Address[0] : addresses) {
            accepted.add(key(address));
        }
    }

    void refuse(InternetAddress address, String answer) {
        refused.put(key(address), answer);
    }

    Set<String> accepted() {
        return Collections.unmodifiableSet(accepted);
    }

    Map<String, String> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /** For operators: who refused, and with which words. */
    String refusals() {
        return refused.isEmpty() ? "" : refused.toString();
    }

    private static String key(Address address) {
        String plain = address instanceof InternetAddress internet ? internet.getAddress() : address.toString();
        return plain.toLowerCase(Locale.ROOT);
    }
}
