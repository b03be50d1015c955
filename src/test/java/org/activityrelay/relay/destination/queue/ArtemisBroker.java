package org.activityrelay.relay.destination.queue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.TcpProxy;
import org.activityrelay.relay.intake.ArtemisClient;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** Somebody's Artemis broker over TCP, with users and permissions, that makes no queues by itself. */
final class ArtemisBroker implements AutoCloseable {

    static final String QUEUE = "activity.saved";
    static final String SECRET = "s3cret-of-the-relay";

    private static final String ADMIN = "admin";
    private static final String ADMIN_SECRET = "s3cret-of-the-admin";
    private static final String SENDERS = "senders";
    private static final String ADMINS = "admins";

    private final int port = Ports.free();
    private final TcpProxy proxy = new TcpProxy(port);
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final AtomicReference<Runnable> afterNext = new AtomicReference<>();
    private volatile boolean full;

    ArtemisBroker(Path folder) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setJournalMinFiles(2)
                .setJournalFileSize(1024 * 1024)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                .setSecurityInvalidationInterval(0)
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port)
                .addAddressSetting(
                        "#", new AddressSettings().setAutoCreateAddresses(false).setAutoCreateQueues(false));
        for (String queue : Set.of(QUEUE, "activity.other", "DLQ")) {
            configuration.addAddressConfiguration(new CoreAddressConfiguration()
                    .setName(queue)
                    .addRoutingType(RoutingType.ANYCAST)
                    .addQueueConfiguration(QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST)));
        }
        configuration.putSecurityRoles("#", roles(true));
        server.setConfiguration(configuration);
        server.setSecurityManager(users());
        server.start();
        server.getActiveMQServer().registerBrokerPlugin(new Behaviour());
    }

    private static ActiveMQJAASSecurityManager users() {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser("relay", SECRET);
        users.addRole("relay", SENDERS);
        users.addUser(ADMIN, ADMIN_SECRET);
        users.addRole(ADMIN, ADMINS);
        return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users);
    }

    private static Set<Role> roles(boolean send) {
        Set<Role> roles = new HashSet<>();
        roles.add(new Role(ADMINS, true, true, true, true, true, true, true, true, true, true, true, true));
        roles.add(new Role(SENDERS, send, false, false, false, false, false, false, false, false, false, false, false));
        return roles;
    }

    /** Through something that can be cut. */
    String url() {
        return "tcp://127.0.0.1:" + proxy.port();
    }

    void forbidSending() {
        server.getActiveMQServer().getSecurityRepository().addMatch(QUEUE, roles(false));
    }

    void beFull() {
        full = true;
    }

    /** The next message is stored, and the connection breaks before its sender hears so. */
    void loseNextAnswer() {
        afterNext.set(proxy::cut);
    }

    void mend() {
        full = false;
        proxy.mend();
        server.getActiveMQServer().getSecurityRepository().addMatch(QUEUE, roles(true));
    }

    /** What lies there; it stays. */
    List<TextMessage> messages() throws JMSException {
        return messages(QUEUE);
    }

    List<TextMessage> messages(String queue) throws JMSException {
        try (Connection connection = ArtemisClient.connectionFactory("tcp://127.0.0.1:" + port, ADMIN, ADMIN_SECRET)
                        .createConnection();
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            List<TextMessage> messages = new ArrayList<>();
            Collections.list(browser.getEnumeration()).forEach(message -> messages.add((TextMessage) message));
            return messages;
        }
    }

    @Override
    public void close() throws Exception {
        proxy.close();
        server.stop();
    }

    private final class Behaviour implements ActiveMQServerMessagePlugin {

        @Override
        public void beforeSend(
                ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue)
                throws ActiveMQException {
            if (full) {
                throw new ActiveMQAddressFullException("AMQ229102: Address \"" + QUEUE + "\" is full.");
            }
        }

        @Override
        public void afterSend(
                ServerSession session,
                Transaction tx,
                Message message,
                boolean direct,
                boolean noAutoCreateQueue,
                RoutingStatus result) {
            Runnable then = afterNext.getAndSet(null);
            if (then != null) {
                then.run();
            }
        }
    }
}
