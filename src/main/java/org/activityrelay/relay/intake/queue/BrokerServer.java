package org.activityrelay.relay.intake.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.activityrelay.relay.data.ClosedFiles;
import org.activityrelay.relay.intake.FileLock;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.journal.impl.JournalFilesRepository;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded Artemis broker: persistent, on the loopback interface unless credentials are set, small in memory (what
 * does not fit is paged to disk).
 */
final class BrokerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerServer.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String ROLE = "relay";
    private static final SimpleString DEAD = SimpleString.of("DLQ");
    private static final SimpleString EXPIRED = SimpleString.of("ExpiryQueue");
    private static final int COMPACT_SECONDS = 30;
    private static final long MEBIBYTE = 1024 * 1024;

    private final QueueSettings settings;
    private final int number = NUMBER.incrementAndGet();
    private final FileLock lock;
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private boolean closed;

    BrokerServer(QueueSettings settings) {
        this.settings = settings;
        this.lock = new FileLock(settings.directory());
    }

    /**
     * Starts; returns when messages can be sent.
     *
     * @throws IllegalStateException with the setting to change, when it cannot start
     */
    BrokerServer start() {
        checkAddress();
        checkFolder();
        try {
            checkPort();
            run();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LOG.info(
                "queue: embedded broker on {}:{}, messages in {}",
                settings.address(),
                settings.port(),
                settings.directory());
        return this;
    }

    private void run() {
        try {
            server.setConfiguration(configuration());
            if (isSecured()) {
                server.setSecurityManager(security());
            }
            server.start();
        } catch (Exception e) {
            throw cannotStart(e.getMessage(), e);
        }
        if (!isActive()) {
            throw cannotStart("see the log", null);
        }
    }

    /** Connects inside this process; starts the broker again if a fault of the disk had stopped it. */
    ConnectionFactory connectionFactory() {
        Map<String, Object> parameters = Map.of(
                org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants.SERVER_ID_PROP_NAME, number);
        ActiveMQConnectionFactory factory =
                new Restarting(new TransportConfiguration(InVMConnectorFactory.class.getName(), parameters));
        factory.setUser(settings.username());
        factory.setPassword(settings.password());
        return factory;
    }

    private synchronized void restartIfStopped() throws JMSException {
        if (closed || isActive()) {
            return;
        }
        try {
            server.stop();
            server.start();
            LOG.warn("queue: the embedded broker had stopped and was started again");
        } catch (Exception e) {
            JMSException failure = new JMSException("the embedded broker has stopped and does not start again");
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * Rewrites the journal without the messages that are no longer there, whose bytes would stay in it until their place is
     * needed; files that it holds ready for later are made anew.
     *
     * @throws JMSException when it could not be done now
     */
    synchronized void forget() throws JMSException {
        if (!isActive()
                || !(server.getActiveMQServer().getStorageManager().getMessageJournal()
                        instanceof JournalImpl journal)) {
            throw new JMSException("the embedded broker has stopped");
        }
        try {
            deleteSpareFiles(journal);
            // The second one was made after the spare files were gone.
            journal.forceMoveNextFile();
            journal.forceMoveNextFile();
            journal.scheduleCompactAndBlock(COMPACT_SECONDS);
            deleteSpareFiles(journal);
        } catch (Exception e) {
            JMSException failure = new JMSException("the embedded broker's journal could not be rewritten");
            failure.initCause(e);
            throw failure;
        }
    }

    /** Queues beside those of the intake: what was published here, and what could not be delivered. */
    List<String> otherQueues() {
        if (!isActive()) {
            return List.of();
        }
        return Stream.of(server.getActiveMQServer()
                        .getActiveMQServerControl()
                        .getQueueNames(RoutingType.ANYCAST.toString()))
                .filter(name -> !name.equals(settings.name()) && !name.equals(settings.rejected()))
                .sorted()
                .toList();
    }

    private static void deleteSpareFiles(JournalImpl journal) throws Exception {
        JournalFilesRepository files = journal.getFilesRepository();
        while (files.getFreeFilesCount() > 0) {
            files.getFreeFile().getFile().delete();
        }
    }

    /** Why senders have to wait, or null. */
    String trouble() {
        if (!isActive()) {
            return "the embedded broker has stopped: see the log";
        }
        if (server.getActiveMQServer().getPagingManager().isDiskFull()) {
            return "the disk of " + settings.directory() + " is full: senders are held back until there is room";
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            server.stop();
            lock.close();
        } catch (Exception e) {
            LOG.warn("queue: the embedded broker did not stop cleanly; its journal is safe", e);
        }
    }

    /** What a fault of the disk does; for a test. */
    void fail() throws Exception {
        server.getActiveMQServer().stop(true);
    }

    private boolean isActive() {
        return server.getActiveMQServer() != null && server.getActiveMQServer().isActive();
    }

    private boolean isSecured() {
        return settings.username() != null;
    }

    private void checkAddress() {
        if (isSecured() && settings.password() == null) {
            throw new IllegalStateException(
                    "relay.intake.queue.username is set without relay.intake.queue.password: set both or none");
        }
        try {
            if (!isSecured() && !InetAddress.getByName(settings.address()).isLoopbackAddress()) {
                throw new IllegalStateException("relay.intake.queue.address=" + settings.address()
                        + " opens the embedded broker to other machines: set relay.intake.queue.username and"
                        + " relay.intake.queue.password, or leave the address at 127.0.0.1");
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "relay.intake.queue.address=" + settings.address() + " is no address of this machine", e);
        }
    }

    /** Artemis locks its journal only if told to be part of a pair. */
    private void checkFolder() {
        try {
            ClosedFiles.folder(settings.directory());
            if (lock.hold()) {
                return;
            }
        } catch (IOException e) {
            throw cannotStart(
                    "cannot use the folder " + settings.directory() + " (" + e.getMessage()
                            + "): set relay.intake.queue.directory to a folder that can be written",
                    e);
        }
        throw cannotStart(
                "another process uses " + settings.directory() + ": stop it, or set"
                        + " relay.intake.queue.directory to another folder",
                null);
    }

    /** Artemis itself would go on without the port that cannot be bound. */
    private void checkPort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.address(), settings.port()));
        } catch (IOException e) {
            throw cannotStart(
                    "cannot listen on " + settings.address() + ":" + settings.port() + " (" + e.getMessage()
                            + "): set relay.intake.queue.port to a free port, or relay.intake.queue.broker=none",
                    e);
        }
    }

    private static BrokerStartException cannotStart(String why, Exception cause) {
        return new BrokerStartException("The embedded broker does not start: " + why, cause);
    }

    private Configuration configuration() throws Exception {
        Path folder = settings.directory().toAbsolutePath();
        Configuration configuration = new ConfigurationImpl()
                .setName("activity-relay-" + number)
                .setPersistenceEnabled(true)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setJournalType(JournalType.NIO)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalDatasync(true)
                .setJournalFileSize((int) (2 * MEBIBYTE))
                .setJournalMinFiles(2)
                .setJournalPoolFiles(4)
                // A share of the disk says nothing about the room left: hold senders back only when little is left.
                .setMaxDiskUsage(-1)
                .setMinDiskFree(100 * MEBIBYTE)
                .setGlobalMaxSize(32 * MEBIBYTE)
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setScheduledThreadPoolMaxSize(2)
                .setThreadPoolMaxSize(8)
                .setSecurityEnabled(isSecured());
        configuration.addAcceptorConfiguration(tcp());
        configuration.addAcceptorConfiguration(inside());
        configuration.addAddressSetting("#", generalSettings());
        configuration.addAddressSetting(settings.name(), intakeSettings());
        for (String queue : Set.of(settings.name(), settings.rejected(), DEAD.toString(), EXPIRED.toString())) {
            configuration.addAddressConfiguration(queue(queue));
        }
        if (isSecured()) {
            configuration.putSecurityRoles(
                    "#",
                    Set.of(new Role(ROLE, true, true, true, true, true, true, false, true, true, true, false, false)));
        }
        return configuration;
    }

    private TransportConfiguration tcp() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, settings.address());
        parameters.put(TransportConstants.PORT_PROP_NAME, settings.port());
        parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, "tcp");
    }

    private TransportConfiguration inside() {
        return new TransportConfiguration(
                InVMAcceptorFactory.class.getName(),
                Map.of(
                        org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants.SERVER_ID_PROP_NAME,
                        number),
                "inside");
    }

    private static AddressSettings generalSettings() {
        return new AddressSettings()
                .setDeadLetterAddress(DEAD)
                .setExpiryAddress(EXPIRED)
                .setMaxDeliveryAttempts(10)
                .setRedeliveryDelay(1000)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setMaxSizeBytes(16 * MEBIBYTE)
                .setPageSizeBytes((int) MEBIBYTE)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false);
    }

    /**
     * The intake never gives up on a message (it is stored or goes to the queue of rejects), and a delayed redelivery
     * would let a later revision of the same interaction overtake.
     */
    private static AddressSettings intakeSettings() {
        return generalSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(0);
    }

    private static CoreAddressConfiguration queue(String name) {
        return new CoreAddressConfiguration()
                .setName(name)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfiguration(QueueConfiguration.of(name)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true));
    }

    private ActiveMQJAASSecurityManager security() {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(settings.username(), settings.password());
        users.addRole(settings.username(), ROLE);
        return new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users);
    }

    /** Looks after the broker before it connects. */
    private final class Restarting extends ActiveMQJMSConnectionFactory {

        private static final long serialVersionUID = 1L;

        private Restarting(TransportConfiguration connector) {
            super(false, connector);
        }

        @Override
        public Connection createConnection(String username, String password) throws JMSException {
            restartIfStopped();
            return super.createConnection(username, password);
        }

        @Override
        public Connection createConnection() throws JMSException {
            restartIfStopped();
            return super.createConnection();
        }
    }
}
