package org.activityrelay.relay.intake.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.intake.ArtemisClient;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The embedded broker, and which broker is chosen. */
@Timeout(600)
class BrokerServerTest {

    private static final String SQLITE = "jdbc:sqlite:data/ledger.db";
    private static final String POSTGRESQL = "jdbc:postgresql://db/relay";

    @TempDir
    Path folder;

    private final int port = Ports.free();
    private QueueBroker broker;

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void keepsMessagesOverARestart() throws Exception {
        start(settings());
        send(tcp(), "activity.intake", "kept");
        broker.close();
        start(settings());

        assertThat(receive(broker.direct().orElseThrow(), "activity.intake")).isEqualTo("kept");
    }

    @Test
    void deadAndExpiredMessagesHaveAPlace() throws Exception {
        start(settings());

        for (String queue : List.of("activity.intake", "activity.rejected", "DLQ", "ExpiryQueue")) {
            send(tcp(), queue, queue);
            assertThat(receive(tcp(), queue)).isEqualTo(queue);
        }
    }

    @Test
    void neverGivesUpOnAMessageOfTheIntake() throws Exception {
        start(settings());
        send(tcp(), "activity.intake", "first");
        send(tcp(), "activity.intake", "second");
        try (Connection connection = broker.direct().orElseThrow().createConnection()) {
            connection.start();
            for (int i = 0; i < 30; i++) {
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                assertThat(session.createConsumer(session.createQueue("activity.intake"))
                                .receive(5000)
                                .getBody(String.class))
                        .isEqualTo("first");
                session.rollback();
                session.close();
            }
        }
    }

    @Test
    void aBusyPortNamesTheSetting() throws IOException {
        try (ServerSocket busy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(settings()))
                    .hasMessageContaining("127.0.0.1:" + busy.getLocalPort())
                    .hasMessageContaining("relay.intake.queue.port");
        }
        start(settings());
    }

    @Test
    void aFolderInUseNamesTheSetting() {
        start(settings());

        assertThatThrownBy(() -> QueueBroker.choose(settings("127.0.0.1", Ports.free(), null, null), SQLITE, null))
                .hasMessageContaining("relay.intake.queue.directory");
    }

    @Test
    void opensToOtherMachinesOnlyWithCredentials() {
        assertThatThrownBy(() -> start(settings("0.0.0.0", port, null, null)))
                .hasMessageContaining("relay.intake.queue.username");
        assertThatThrownBy(() -> start(settings("0.0.0.0", port, "relay", null)))
                .hasMessageContaining("relay.intake.queue.password");

        start(settings("0.0.0.0", port, "relay", "secret"));
    }

    @Test
    void asksForCredentialsWhenTheyAreSet() throws Exception {
        start(settings("127.0.0.1", port, "relay", "secret"));

        assertThatThrownBy(() -> tcp().createConnection()).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() ->
                        ArtemisClient.connectionFactory(url(), "relay", "wrong").createConnection())
                .isInstanceOf(JMSSecurityException.class);
        send(ArtemisClient.connectionFactory(url(), "relay", "secret"), "activity.intake", "mine");
        assertThat(receive(broker.direct().orElseThrow(), "activity.intake")).isEqualTo("mine");
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() throws Exception {
        start(settings());

        for (InetAddress address :
                InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            if (!address.isLoopbackAddress()) {
                String url = "tcp://" + address.getHostAddress() + ":" + port;
                assertThatThrownBy(() -> new ActiveMQConnectionFactory(url).createConnection())
                        .isInstanceOf(JMSException.class);
            }
        }
        tcp().createConnection().close();
    }

    @Test
    void startsAgainWhenAFaultHasStoppedIt() throws Exception {
        start(settings());
        send(tcp(), "activity.intake", "kept");
        BrokerServer server = broker.server().orElseThrow();
        assertThat(server.trouble()).isNull();

        server.fail();

        await().until(() -> server.trouble() != null);
        assertThat(receive(broker.direct().orElseThrow(), "activity.intake")).isEqualTo("kept");
        assertThat(server.trouble()).isNull();
    }

    @Test
    void pagesABacklogToDiskInsteadOfHoldingItInMemory() throws Exception {
        start(settings());
        String text = "x".repeat(50_000);
        try (Connection connection = tcp().createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            Queue queue = session.createQueue("activity.intake");
            for (int i = 0; i < 1000; i++) {
                session.createProducer(queue).send(session.createTextMessage(i + text));
                if (i % 100 == 99) {
                    session.commit();
                }
            }
        }

        try (Connection connection = tcp().createConnection()) {
            connection.start();
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("activity.intake"));
            for (int i = 0; i < 1000; i++) {
                assertThat(consumer.receive(10_000).getBody(String.class)).startsWith(i + "x");
            }
        }
        assertThat(folder.resolve("paging")).isDirectoryContaining(Files::isDirectory);
    }

    @Test
    void isEmbeddedWithASqliteLedgerOnly() {
        broker = QueueBroker.choose(settings(), POSTGRESQL, null);
        assertThat(broker.direct()).isEmpty();

        assertThatThrownBy(
                        () -> QueueBroker.choose(settings(QueueSettings.Broker.EMBEDDED, null, null), POSTGRESQL, null))
                .hasMessageContaining("relay.intake.queue.url");
    }

    @Test
    void isExternalWhenAUrlIsGivenWhateverTheLedger() {
        QueueSettings settings = settings(null, "tcp://127.0.0.1:1", null);

        broker = QueueBroker.choose(settings, SQLITE, null);

        assertThat(broker.server()).isEmpty();
        assertThat(broker.direct()).isPresent();
        assertThat(QueueBroker.choose(settings, POSTGRESQL, null).direct()).isPresent();
    }

    @Test
    void isNoneWhenToldSo() {
        broker = QueueBroker.choose(settings(QueueSettings.Broker.NONE, "tcp://127.0.0.1:1", null), SQLITE, null);

        assertThat(broker.direct()).isEmpty();
        assertThat(broker.pooled()).isEmpty();
    }

    @Test
    void takesTheConnectionFactoryOfAnyOtherVendorByItsClass() throws Exception {
        start(settings());
        QueueSettings settings =
                settings(null, null, "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory");

        QueueBroker other = QueueBroker.choose(settings, POSTGRESQL, null);

        ActiveMQConnectionFactory factory =
                (ActiveMQConnectionFactory) other.direct().orElseThrow();
        assertThat(factory.getCallTimeout()).isEqualTo(1234);
        send(factory, "activity.intake", "there");
        other.close();
    }

    @Test
    void saysWhatIsWrongWithAVendorsClass() {
        assertThatThrownBy(() -> QueueBroker.choose(settings(null, null, "com.example.Missing"), SQLITE, null))
                .hasMessageContaining("com.example.Missing")
                .hasMessageContaining("lib/");
        assertThatThrownBy(() -> QueueBroker.choose(settings(null, null, "java.lang.StringBuilder"), SQLITE, null))
                .hasMessageContaining("relay.intake.queue");
        assertThatThrownBy(() -> QueueBroker.choose(settings(QueueSettings.Broker.EXTERNAL, null, null), SQLITE, null))
                .hasMessageContaining("relay.intake.queue.url");
        assertThatThrownBy(() -> QueueBroker.choose(settings(null, "nonsense", null), SQLITE, null))
                .hasMessageContaining("relay.intake.queue.url");
    }

    @Test
    void showsNoPassword() {
        assertThat(settings("127.0.0.1", port, "relay", "secret").toString()).doesNotContain("secret");
    }

    private void start(QueueSettings settings) {
        broker = QueueBroker.choose(settings, SQLITE, null);
    }

    private String url() {
        return "tcp://127.0.0.1:" + port;
    }

    private ConnectionFactory tcp() {
        return new ActiveMQConnectionFactory(url());
    }

    private QueueSettings settings() {
        return settings("127.0.0.1", port, null, null);
    }

    private QueueSettings settings(String address, int chosenPort, String username, String password) {
        return settings(null, address, chosenPort, null, null, username, password);
    }

    private QueueSettings settings(QueueSettings.Broker kind, String url, String factory) {
        return settings(kind, "127.0.0.1", port, url, factory, null, null);
    }

    private QueueSettings settings(
            QueueSettings.Broker kind,
            String address,
            int chosenPort,
            String url,
            String factory,
            String username,
            String password) {
        return new QueueSettings(
                "activity.intake",
                "activity.rejected",
                kind,
                address,
                chosenPort,
                folder,
                url,
                factory,
                factory == null ? Map.of() : vendorProperties(),
                username,
                password,
                64,
                DataSize.ofMegabytes(1),
                Duration.ofMillis(50),
                Duration.ofMillis(200));
    }

    private Map<String, String> vendorProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("brokerURL", url());
        properties.put("callTimeout", "1234");
        return properties;
    }

    private static void send(ConnectionFactory factory, String queue, String text) throws JMSException {
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(text));
        }
    }

    private static String receive(ConnectionFactory factory, String queue) throws JMSException {
        try (Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            Message message = session.createConsumer(session.createQueue(queue)).receive(10_000);
            return message == null ? null : message.getBody(String.class);
        }
    }
}
