package org.activityrelay.relay.intake.queue;

import jakarta.jms.ConnectionFactory;
import java.util.Optional;
import org.activityrelay.relay.intake.ArtemisClient;
import org.activityrelay.relay.intake.Broker;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.jms.connection.UserCredentialsConnectionFactoryAdapter;

/** The broker that records are taken from: embedded, somebody else's, or none. */
final class QueueBroker implements Broker, AutoCloseable {

    private final BrokerServer server;
    private final ConnectionFactory direct;
    private final JmsPoolConnectionFactory pooled;

    private QueueBroker(BrokerServer server, ConnectionFactory direct) {
        this.server = server;
        this.direct = direct;
        this.pooled = direct == null ? null : pool(direct);
    }

    /**
     * Chooses by the settings; starts the embedded broker if it is chosen.
     *
     * @param settings broker, url, …
     * @param ledgerUrl JDBC URL of the ledger; the embedded broker goes with a SQLite ledger only
     * @param bean a connection factory from the application context, or null
     */
    static QueueBroker choose(QueueSettings settings, String ledgerUrl, ConnectionFactory bean) {
        boolean sqlite = ledgerUrl == null || ledgerUrl.isBlank() || ledgerUrl.startsWith("jdbc:sqlite:");
        boolean external = settings.url() != null || settings.connectionFactory() != null || bean != null;
        QueueSettings.Broker broker = settings.broker();
        if (broker == null) {
            broker = external
                    ? QueueSettings.Broker.EXTERNAL
                    : sqlite ? QueueSettings.Broker.EMBEDDED : QueueSettings.Broker.NONE;
        }
        return switch (broker) {
            case NONE -> new QueueBroker(null, null);
            case EXTERNAL -> new QueueBroker(null, external(settings, bean));
            case EMBEDDED -> embedded(settings, sqlite);
        };
    }

    /** For consumers, which keep their connection; empty if there is no broker. */
    Optional<ConnectionFactory> direct() {
        return Optional.ofNullable(direct);
    }

    @Override
    public Optional<ConnectionFactory> pooled() {
        return Optional.ofNullable(pooled);
    }

    /** The embedded broker, if that was chosen. */
    Optional<BrokerServer> server() {
        return Optional.ofNullable(server);
    }

    @Override
    public void close() {
        if (pooled != null) {
            pooled.stop();
        }
        if (server != null) {
            server.close();
        }
    }

    private static QueueBroker embedded(QueueSettings settings, boolean sqlite) {
        if (!sqlite) {
            throw new IllegalStateException("relay.intake.queue.broker=embedded goes with a SQLite ledger only, because"
                    + " other replicas would not see its messages: set relay.intake.queue.url to a broker, or"
                    + " relay.intake.queue.broker=none");
        }
        BrokerServer server = new BrokerServer(settings).start();
        return new QueueBroker(server, server.connectionFactory());
    }

    private static ConnectionFactory external(QueueSettings settings, ConnectionFactory bean) {
        if (settings.connectionFactory() != null) {
            return otherVendor(settings);
        }
        if (settings.url() != null) {
            return ArtemisClient.connectionFactory(settings.url(), settings.username(), settings.password());
        }
        if (bean != null) {
            return bean;
        }
        throw new IllegalStateException("relay.intake.queue.broker=external does not say which: set"
                + " relay.intake.queue.url (Artemis) or relay.intake.queue.connection-factory (any other)");
    }

    private static ConnectionFactory otherVendor(QueueSettings settings) {
        String name = settings.connectionFactory();
        try {
            Object factory = BeanUtils.instantiateClass(Class.forName(name));
            PropertyAccessorFactory.forBeanPropertyAccess(factory).setPropertyValues(settings.properties());
            return withCredentials((ConnectionFactory) factory, settings);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "relay.intake.queue.connection-factory=" + name + " is not on the class path: put the jar with it"
                            + " into lib/",
                    e);
        } catch (ClassCastException e) {
            throw new IllegalStateException(
                    "relay.intake.queue.connection-factory=" + name + " is no jakarta.jms.ConnectionFactory", e);
        } catch (BeansException e) {
            throw new IllegalStateException(
                    "relay.intake.queue.properties do not fit " + name + ": " + e.getMessage(), e);
        }
    }

    private static ConnectionFactory withCredentials(ConnectionFactory factory, QueueSettings settings) {
        if (settings.username() == null) {
            return factory;
        }
        UserCredentialsConnectionFactoryAdapter adapter = new UserCredentialsConnectionFactoryAdapter();
        adapter.setTargetConnectionFactory(factory);
        adapter.setUsername(settings.username());
        adapter.setPassword(settings.password());
        return adapter;
    }

    private static JmsPoolConnectionFactory pool(ConnectionFactory direct) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(direct);
        pool.setMaxConnections(2);
        pool.start();
        return pool;
    }
}
