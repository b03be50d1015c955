package org.activityrelay.relay.intake.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.activityrelay.relay.intake.ArtemisClient;
import org.activityrelay.relay.intake.DoorRig;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.FakeIntake;
import org.activityrelay.relay.intake.QueueSender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The shipped route of the queue, with a real broker in another process. */
@Timeout(600)
class QueueDoorTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path folder;

    private static BrokerProcess broker;

    private final String queue = "activity.intake" + NUMBER.incrementAndGet();
    private final String rejected = "activity.rejected" + NUMBER.get();
    private final FakeIntake intake = new FakeIntake();
    private QueueBroker connections;
    private DoorRig rig;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = new BrokerProcess(folder).start();
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        broker.close();
    }

    @AfterEach
    void stop() throws Exception {
        if (rig != null) {
            rig.close();
            connections.close();
        }
        intake.close();
    }

    @Test
    void storesTextAndBytes() throws Exception {
        start();
        String text = record("a", 1);
        String bytes = record("b", 1);
        broker.send(queue, session -> session.createTextMessage(text), session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(bytes.getBytes(StandardCharsets.UTF_8));
            return message;
        });

        awaitStored(2);

        assertThat(intake.texts()).containsExactlyInAnyOrder(text, bytes);
        assertThat(intake.stored())
                .allMatch(
                        body -> body.source().startsWith("ID:") && body.intake().equals("queue"));
        awaitEmpty(queue);
    }

    @Test
    void storesLongMessagesWhole() throws Exception {
        start();
        List<String> records = IntStream.range(0, 6)
                .mapToObj(i -> "{\"interactionId\":\"" + i + "\",\"x\":\"" + ("é" + i).repeat(200_000) + "\"}")
                .toList();
        broker.send(
                queue,
                records.stream()
                        .map(text -> (BrokerProcess.Creator) session -> {
                            if (text.contains("\"1\"") || text.contains("\"4\"")) {
                                return session.createTextMessage(text);
                            }
                            BytesMessage message = session.createBytesMessage();
                            message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                            return message;
                        })
                        .toArray(BrokerProcess.Creator[]::new));

        awaitStored(6);

        assertThat(intake.texts()).containsExactlyInAnyOrderElementsOf(records);
    }

    /** CVE-2025-27636 and its kin, and CVE-2026-40453: JMS properties that steer Camel, in any letter case. */
    @Test
    void nothingFromOutsideReachesTheRouteButTheBody() throws Exception {
        start();
        broker.send(queue, session -> {
            Message message = session.createTextMessage(record("a", 1));
            for (String name : List.of(
                    "CamelSqlQuery",
                    "camelhttpuri",
                    "CAMELFILENAME",
                    "CamelJmsDestinationName",
                    "mail_smtp_host",
                    "JMSXGroupID")) {
                message.setStringProperty(name, "evil");
            }
            message.setStringProperty("CamelBeanMethodName", "evil");
            message.setJMSCorrelationID("evil");
            message.setJMSType("evil");
            message.setJMSReplyTo(session.createQueue("answers"));
            return message;
        });

        awaitStored(1);

        assertThat(rig.arrived).containsExactly("ActivityRelaySource");
        awaitEmpty(queue);
        assertThat(broker.browse("answers")).isEmpty();
    }

    @Test
    void whatIsNoRecordGoesToTheRejectedWithTheReason() throws Exception {
        start();
        broker.send(queue, session -> {
            Message message = session.createTextMessage("{\"type\":\"voice\"}");
            message.setStringProperty("CamelEvil", "evil");
            message.setStringProperty("sender", "ivr-7 \u00fc");
            message.setIntProperty("attempt", 3);
            message.setStringProperty("long", "x".repeat(10_000));
            message.setJMSCorrelationID("order-4711");
            return message;
        });
        broker.send(queue, session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[] {1, 2, 3});
            return message;
        });

        TextMessage text = (TextMessage) broker.take(rejected);
        BytesMessage bytes = (BytesMessage) broker.take(rejected);

        assertThat(text.getText()).isEqualTo("{\"type\":\"voice\"}");
        assertThat(text.getStringProperty("activityReason")).isEqualTo("/interactionId is missing");
        assertThat(text.getIntProperty("activityStatus")).isEqualTo(422);
        assertThat(text.getStringProperty("activityRejection")).isEqualTo("rej-1");
        assertThat(text.getStringProperty("activityMessage")).startsWith("ID:");
        assertThat(new ObjectMapper()
                        .readTree(text.getStringProperty("activityProblems"))
                        .at("/0/pointer")
                        .asText())
                .isEqualTo("/interactionId");
        assertThat(text.propertyExists("CamelEvil")).isFalse();
        assertThat(text.propertyExists("sender")).isFalse();
        assertThat(text.getJMSCorrelationID()).isEqualTo("order-4711");
        assertThat(text.getLongProperty("activityTimestamp"))
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
        JsonNode properties = new ObjectMapper().readTree(text.getStringProperty("activityProperties"));
        assertThat(properties.get("sender").asText()).isEqualTo("ivr-7 \u00fc");
        assertThat(properties.get("attempt").asText()).isEqualTo("3");
        assertThat(properties.get("CamelEvil").asText()).isEqualTo("evil");
        assertThat(properties.get("long").asText()).hasSize(200);
        assertThat(bytes.propertyExists("activityProperties")).isFalse();
        assertThat(bytes.getJMSCorrelationID()).isNull();
        assertThat(bytes.getBodyLength()).isEqualTo(3);
        assertThat(bytes.getIntProperty("activityStatus")).isEqualTo(400);
        awaitEmpty(queue);
    }

    @Test
    void anArrayIsStoredAndItsBadItemsAreRejected() throws Exception {
        start();
        String array = "[" + record("a", 1) + ",{\"x\":1}," + record("b", 1) + "]";
        broker.send(queue, List.of(array));

        TextMessage taken = (TextMessage) broker.take(rejected);

        assertThat(taken.getText()).isEqualTo(array);
        assertThat(intake.stored()).hasSize(2);
    }

    /** CVE-2026-40860, CVE-2026-43866: deserialisation of an ObjectMessage. */
    @Test
    void takesNoObjectApart() throws Exception {
        start();
        broker.send(queue, session -> session.createObjectMessage(new Gadget()));
        broker.send(queue, session -> session.createObjectMessage(new Gadget("x".repeat(300_000))));

        Message small = broker.take(rejected);
        Message big = broker.take(rejected);

        assertThat(Gadget.deserialised).isFalse();
        assertThat(small).isInstanceOf(ObjectMessage.class);
        assertThat(big).isInstanceOf(ObjectMessage.class);
        assertThat(small.getStringProperty("activityReason"))
                .contains("ObjectMessage")
                .contains("TextMessage");
        awaitEmpty(queue);
    }

    @Test
    void theClientRefusesToDeserialiseAnything() throws Exception {
        broker.send("objects", session -> session.createObjectMessage(new Gadget()));

        try (jakarta.jms.Connection connection =
                ArtemisClient.connectionFactory(broker.url(), null, null).createConnection()) {
            connection.start();
            ObjectMessage message = (ObjectMessage) connection
                    .createSession()
                    .createConsumer(connection.createSession().createQueue("objects"))
                    .receive(10_000);
            assertThatThrownBy(message::getObject).isInstanceOf(JMSException.class);
        }

        assertThat(Gadget.deserialised).isFalse();
    }

    @Test
    void rejectsOtherKindsOfMessagesAndEmptyOnes() throws Exception {
        start();
        broker.send(
                queue,
                session -> session.createMapMessage(),
                session -> session.createStreamMessage(),
                session -> session.createMessage(),
                session -> session.createTextMessage(),
                session -> session.createBytesMessage());

        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            reasons.add(broker.take(rejected).getStringProperty("activityReason"));
        }

        assertThat(reasons.get(0)).contains("MapMessage");
        assertThat(reasons.get(1)).contains("StreamMessage");
        assertThat(reasons.get(2)).contains("without a body");
        assertThat(reasons.get(3)).contains("is empty");
        // Of nothing Artemis makes four bytes, which the intake refuses.
        assertThat(reasons.get(4)).isEqualTo("not JSON");
        assertThat(rig.refused())
                .as("kept as rejections, too")
                .hasSize(4)
                .allMatch(body ->
                        body.source().startsWith("ID:") && body.intake().equals("queue") && body.bytes().length == 0);
        awaitEmpty(queue);
    }

    @Test
    void rejectsAMessageThatIsTooLong() throws Exception {
        start();
        String text = "x".repeat(3_000_000);
        byte[] bytes = "y".repeat(3_000_001).getBytes(StandardCharsets.UTF_8);
        broker.send(queue, List.of(text, record("a", 1)));
        broker.send(queue, session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(bytes);
            return message;
        });

        Message first = broker.take(rejected);

        assertThat(first.getStringProperty("activityReason"))
                .contains("relay.intake.queue.max-message", "it has 3000000,");
        assertThat(first.getStringProperty("activityRejection")).isEqualTo("rej-1");
        assertThat(first.getBody(String.class)).isEqualTo(text);
        assertThat(broker.takeBytes(rejected)).isEqualTo(bytes);
        assertThat(rig.refused())
                .extracting(body -> new String(body.bytes(), StandardCharsets.UTF_8))
                .containsExactly("x".repeat(8192), "y".repeat(8192));
        awaitStored(1);
    }

    @Test
    void keepsTheOrderOfRevisions() throws Exception {
        List<String> records = IntStream.range(0, 300)
                .mapToObj(i -> record(i % 3 == 0 ? "same" : "other-" + i, i))
                .toList();
        broker.send(queue, records);
        start();

        awaitStored(300);

        assertThat(intake.revisions("same"))
                .containsExactlyElementsOf(records.stream()
                        .filter(record -> record.contains("same"))
                        .toList());
    }

    @Test
    void storesManyMessagesAtATime() throws Exception {
        List<String> records =
                IntStream.range(0, 40).mapToObj(i -> record("r-" + i, 1)).toList();
        broker.send(queue, records);
        intake.gather(10);
        start();

        awaitStored(40);

        assertThat(intake.texts()).containsExactlyElementsOf(records);
        awaitEmpty(queue);
    }

    @Test
    void leavesMostMessagesToTheBrokerWhileNothingIsStored() throws Exception {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        intake.fails = text -> {
            taken.add(text);
            return true;
        };
        List<String> records =
                IntStream.range(0, 300).mapToObj(i -> record("r-" + i, 1)).toList();
        broker.send(queue, records);
        start();

        await().until(() -> intake.refusedWhileDown.get() > 1_000);
        assertThat(taken).hasSizeLessThanOrEqualTo(64);
        intake.fails = text -> false;
        awaitStored(300);

        assertThat(intake.texts()).containsExactlyInAnyOrderElementsOf(records);
        awaitEmpty(queue);
    }

    @Test
    void holdsMessagesWhileTheLedgerIsDownAndLosesNone() throws Exception {
        intake.down = true;
        List<String> records =
                IntStream.range(0, 50).mapToObj(i -> record("same", i)).toList();
        broker.send(queue, records);
        start();

        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        await().until(() -> intake.refusedWhileDown.get() > 12);
        intake.down = false;
        awaitStored(50);

        assertThat(intake.revisions("same")).containsExactlyElementsOf(records);
        awaitEmpty(queue);
        assertThat(broker.browse("DLQ")).isEmpty();
        await().until(() -> rig.status().state() == DoorStatus.State.OPEN);
    }

    @Test
    void stopsInTimeWhileTheLedgerIsDown() throws Exception {
        intake.down = true;
        broker.send(queue, List.of(record("a", 1)));
        start();
        await().until(() -> intake.refusedWhileDown.get() > 2);

        assertThat(CompletableFuture.runAsync(this::stopRoute)).succeedsWithin(Duration.ofSeconds(90));

        assertThat(rig.context.getShutdownStrategy().isTimeoutOccurred()).isFalse();
        assertThat(broker.browse(queue)).hasSize(1);
    }

    @Test
    @Tag("full")
    void losesNothingWhenTheBrokerIsKilledInMidStream() throws Exception {
        start();
        List<String> records =
                IntStream.range(0, 600).mapToObj(i -> record("r-" + i, 1)).toList();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < records.size(); i += 5) {
                sendUntilTaken(records.subList(i, i + 5));
            }
        });

        await().until(() -> intake.stored().size() > 100);
        broker.kill();
        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        assertThat(rig.status().reason()).contains("broker");
        broker.start();
        await().until(() -> intake.stored().size() > 300);
        broker.kill();
        broker.start();

        assertThat(sending).succeedsWithin(Duration.ofSeconds(180));
        awaitStored(600);
        assertThat(new HashSet<>(intake.texts())).isEqualTo(new HashSet<>(records));
        awaitEmpty(queue);
        assertThat(broker.browse("DLQ")).isEmpty();
    }

    @Test
    void waitsForABrokerThatIsNotThereYet() throws Exception {
        broker.send(queue, List.of(record("a", 1)));
        broker.kill();
        start();
        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);

        broker.start();

        awaitStored(1);
    }

    @Test
    @Tag("full")
    void stopsInTimeWhileTheBrokerIsAway() throws Exception {
        start();
        broker.kill();
        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);

        assertThat(CompletableFuture.runAsync(this::stopRoute)).succeedsWithin(Duration.ofSeconds(90));

        broker.start();
    }

    /** The same as above, in real time. */
    @Test
    @Tag("full")
    void survivesAMinuteWithoutALedger() throws Exception {
        intake.down = true;
        List<String> records =
                IntStream.range(0, 500).mapToObj(i -> record("r-" + i % 50, i)).toList();
        broker.send(queue, records.subList(0, 250));
        start();

        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        await().during(Duration.ofSeconds(60))
                .atMost(Duration.ofSeconds(180))
                .until(() -> rig.status().state() == DoorStatus.State.WAITING);
        broker.send(queue, records.subList(250, 500));
        intake.down = false;

        awaitStored(500);
        for (int i = 0; i < 50; i++) {
            String id = "r-" + i;
            assertThat(intake.revisions(id))
                    .containsExactlyElementsOf(records.stream()
                            .filter(record -> record.contains("\"" + id + "\""))
                            .toList());
        }
        awaitEmpty(queue);
        assertThat(broker.browse("DLQ")).isEmpty();
    }

    @Test
    void pausesWhileTheRejectedCannotBeWritten() throws Exception {
        broker.send(rejected, List.of("first"));
        broker.block(rejected);
        start();
        broker.send(queue, List.of("no record", record("a", 1)));

        await().until(() -> rig.status().state() == DoorStatus.State.WAITING);
        assertThat(rig.status().reason()).contains(rejected);
        broker.send(queue, List.of(record("b", 1)));
        await().during(Duration.ofMillis(500)).until(() -> intake.revisions("b").isEmpty());
        broker.unblock(rejected);

        awaitStored(2);
        await().until(() -> broker.browse(rejected).size() == 2);
        assertThat(broker.browse("DLQ")).isEmpty();
        awaitEmpty(queue);
    }

    @Test
    void suspendsAndResumesWithTheRoute() throws Exception {
        start();
        broker.send(queue, List.of(record("a", 1)));
        awaitStored(1);
        rig.context.getRouteController().suspendRoute("intake-queue");
        broker.send(queue, List.of(record("b", 1)));
        assertThat(intake.stored()).hasSize(1);

        rig.context.getRouteController().resumeRoute("intake-queue");

        awaitStored(2);
    }

    @Test
    void sendsFilesForTryingOut() throws Exception {
        start();
        try (QueueSender sender = new QueueSender(broker.url(), null, null, queue)) {
            assertThat(sender.send(Path.of("routes/samples/minimal.json"))).isEqualTo(1);
            assertThat(sender.send(Path.of("routes/samples/voice-sale-5.24.json")))
                    .isEqualTo(1);
            assertThat(sender.send(Path.of("routes/samples/invalid-truncated.json")))
                    .isEqualTo(1);
        }

        awaitStored(2);
        assertThat(broker.take(rejected).getBody(String.class)).contains("t-1");
    }

    private void start() throws Exception {
        QueueSettings settings = settings(broker.url(), queue, rejected);
        connections = QueueBroker.choose(settings, "jdbc:sqlite:x", null);
        rig = QueueRig.of(settings, intake, connections).start();
    }

    static QueueSettings settings(String url, String queue, String rejected) {
        return new QueueSettings(
                queue,
                rejected,
                null,
                "127.0.0.1",
                0,
                Path.of("unused"),
                url,
                null,
                null,
                null,
                null,
                64,
                DataSize.ofMegabytes(2),
                Duration.ofMillis(50),
                Duration.ofMillis(100));
    }

    private void stopRoute() {
        try {
            rig.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void sendUntilTaken(List<String> texts) {
        while (true) {
            try {
                broker.send(queue, texts);
                return;
            } catch (JMSException away) {
                await().until(this::isThere);
            }
        }
    }

    private boolean isThere() {
        try (jakarta.jms.Connection connection = broker.connectionFactory().createConnection()) {
            return true;
        } catch (JMSException away) {
            return false;
        }
    }

    private void awaitStored(int count) {
        await().until(() -> intake.stored().size() >= count);
    }

    private void awaitEmpty(String name) {
        await().until(() -> broker.browse(name).isEmpty());
    }

    private static String record(String id, int revision) {
        return "{\"interactionId\":\"" + id + "\",\"revision\":" + revision + "}";
    }

    /** Would tell if it were deserialised. */
    static final class Gadget implements Serializable {

        private static final long serialVersionUID = 1L;
        static volatile boolean deserialised;

        private final String ballast;

        Gadget() {
            this("");
        }

        Gadget(String ballast) {
            this.ballast = ballast;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            deserialised = true;
            in.defaultReadObject();
        }

        @Override
        public String toString() {
            return IntStream.of(ballast.length()).boxed().map(String::valueOf).collect(Collectors.joining());
        }
    }
}
