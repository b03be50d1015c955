package org.activityrelay.relay.intake;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Connects to an Artemis broker, the service's own or another. */
public final class ArtemisClient {

    private static final String EVERY_CLASS = "*";

    private ArtemisClient() {}

    /**
     * Connections that deserialise nothing.
     *
     * @param url for example {@code tcp://127.0.0.1:61616}
     * @param username may be null
     * @param password may be null
     * @throws IllegalStateException when the URL is none
     */
    public static ConnectionFactory connectionFactory(String url, String username, String password) {
        try {
            ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, username, password);
            factory.setDeserializationDenyList(EVERY_CLASS);
            return factory;
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "relay.intake.queue.url is no address of an Artemis broker: write for example"
                            + " tcp://broker.example.com:61616",
                    e);
        }
    }
}
