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

/**
 * What became of each recipient of a message; kept over attempts as {@code {accepted:[…], refused:{address:reply}}}.
 * Who refused is asked again by a later attempt (a mailbox may have been made since), who accepted is not.
 */
final class Recipients {

    private final Set<String> accepted = new TreeSet<>();
    private final Map<String, String> refused = new TreeMap<>();

    /** @param progress of earlier attempts, or null */
    static Recipients from(JsonNode progress) {
        Recipients recipients = new Recipients();
        if (progress != null) {
            progress.path("accepted").forEach(address -> recipients.accepted.add(address.asText()));
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

    boolean hasAccepted(Address recipient) {
        return accepted.contains(key(recipient));
    }

    boolean anyAccepted() {
        return !accepted.isEmpty();
    }

    /** @param addresses may be null */
    void accept(Address[] addresses) {
        for (Address address : addresses == null ? new Address[0] : addresses) {
            accepted.add(key(address));
        }
    }

    void refuse(Address address, String reply) {
        refused.put(key(address), reply);
    }

    /** Replies by address. */
    Map<String, String> refused() {
        return Collections.unmodifiableMap(refused);
    }

    private static String key(Address address) {
        String plain = address instanceof InternetAddress internet ? internet.getAddress() : address.toString();
        return plain.toLowerCase(Locale.ROOT);
    }
}
