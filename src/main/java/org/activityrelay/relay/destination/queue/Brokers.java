package org.activityrelay.relay.destination.queue;

import jakarta.jms.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.intake.ArtemisClient;
import org.activityrelay.relay.intake.Broker;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Connections to the brokers of destinations; each is made when the first message goes there. */
final class Brokers implements AutoCloseable {

    private static final int CONNECTIONS = 2;

    private final DestinationsSettings settings;
    private final Supplier<Broker> own;
    private final Map<String, JmsPoolConnectionFactory> pools = new ConcurrentHashMap<>();

    /** @param own the broker that records are taken from, or null */
    Brokers(DestinationsSettings settings, Supplier<Broker> own) {
        this.settings = settings;
        this.own = own;
    }

    /** @throws ClassifiedException when there is no broker to send to */
    ConnectionFactory of(String destination) {
        DestinationSettings configured = settings.of(destination);
        if (configured.url() != null && !configured.url().isBlank()) {
            return pools.computeIfAbsent(destination, name -> pool(name, configured));
        }
        Broker broker = own.get();
        return broker == null
                ? noBroker(destination, null)
                : broker.pooled().orElseGet(() -> noBroker(destination, null));
    }

    private static JmsPoolConnectionFactory pool(String destination, DestinationSettings configured) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(client(destination, configured));
        pool.setMaxConnections(CONNECTIONS);
        pool.start();
        return pool;
    }

    private static ConnectionFactory client(String destination, DestinationSettings configured) {
        try {
            ConnectionFactory client = ArtemisClient.connectionFactory(
                    configured.url(), blankToNull(configured.username()), blankToNull(configured.password()));
            boolean ownTime = configured.url().contains("callTimeout");
            if (client instanceof ActiveMQConnectionFactory artemis && configured.timeout() != null && !ownTime) {
                artemis.setCallTimeout(configured.timeout().answer().toMillis());
            }
            return client;
        } catch (IllegalStateException unreadable) {
            return noBroker(destination, unreadable);
        }
    }

    private static <T> T noBroker(String destination, Exception cause) {
        String key = "relay.destination." + destination + ".url";
        throw new ClassifiedException(
                new Outcome.Pause(Reason.CONNECTION_FAILED.word(), null),
                cause == null
                        ? "there is no broker to publish to: set " + key + ", or relay.intake.queue.url"
                        : key + " is no address of an Artemis broker: write for example tcp://broker.example.com:61616",
                cause);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    @Override
    public void close() {
        pools.values().forEach(JmsPoolConnectionFactory::stop);
    }
}
