package org.activityrelay.relay.intake.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Queue intake and its broker.
 *
 * @param name queue that records are taken from
 * @param rejected queue for messages that are no records
 * @param broker which broker; null to decide by url and ledger
 * @param address where the embedded broker listens
 * @param port where the embedded broker listens
 * @param directory where the embedded broker keeps its journal
 * @param url of an external Artemis broker, or null
 * @param connectionFactory class of another broker's {@code jakarta.jms.ConnectionFactory} (from a jar in {@code lib/}),
 *     or null
 * @param properties bean properties of that connection factory
 * @param username for any broker, or null
 * @param password for any broker, or null
 * @param inFlight messages taken in one JMS transaction and handed to the ledger at a time
 * @param maxMessage longest message, bytes
 * @param retryFirst wait after a failure, doubled after each further one
 * @param retryAtMost longest wait after a failure
 */
@ConfigurationProperties("relay.intake.queue")
record QueueSettings(
        String name,
        String rejected,
        Broker broker,
        String address,
        int port,
        Path directory,
        String url,
        String connectionFactory,
        Map<String, String> properties,
        String username,
        String password,
        int inFlight,
        DataSize maxMessage,
        Duration retryFirst,
        Duration retryAtMost) {

    QueueSettings {
        url = blankToNull(url);
        connectionFactory = blankToNull(connectionFactory);
        username = blankToNull(username);
        password = blankToNull(password);
        // In their order: some factories take it seriously.
        properties = properties == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        if (maxMessage.toBytes() < 1 || maxMessage.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "relay.intake.queue.max-message=" + maxMessage + ": write a size from 1B to 2047MB");
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("relay.intake.queue.in-flight is below 1: write for example 64");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "QueueSettings[" + name + ", " + broker + ", " + url + "]";
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Which broker. */
    enum Broker {
        EMBEDDED,
        EXTERNAL,
        NONE
    }
}
