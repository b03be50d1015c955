package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.activityrelay.relay.intake.ArtemisClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A rule sends records to a queue and to a webhook, and they arrive: over TCP, and verified. */
class OutletsIT {

    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path home;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private HttpServer receiver;

    private record Event(Map<String, List<String>> headers, String body) {}

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::take);
        receiver.start();
    }

    @AfterEach
    void stopListening() {
        receiver.stop(0);
    }

    private void take(HttpExchange request) throws IOException {
        try (request) {
            events.add(new Event(
                    request.getRequestHeaders(),
                    new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            request.sendResponseHeaders(204, -1);
        }
    }

    @Test
    void aRecordArrivesInBoth() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)) {
            FileSystemUtils.deleteRecursively(home.resolve("routes/cases")); // they say that nothing goes there
            Files.writeString(home.resolve("routes/3-routing-queue.camel.yaml"), rule("docs/queue.md"));
            Files.writeString(home.resolve("routes/3-routing-webhook.camel.yaml"), rule("docs/webhook.md"));
            relay.start(
                    "relay.destination.queue.mode=live",
                    "relay.destination.webhook.mode=live",
                    "relay.destination.webhook.url=http://127.0.0.1:"
                            + receiver.getAddress().getPort() + "/hook",
                    "relay.destination.webhook.signature.secrets=" + SECRET);

            var answer = relay.post(
                    "/api/v1/activities",
                    "application/json",
                    Files.readAllBytes(Path.of("routes/samples/voice-sale-5.24.json")));
            assertThat(answer.statusCode()).isEqualTo(202);

            Event event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            new Webhook(SECRET).verify(event.body(), event.headers());
            JsonNode activity = RunningRelay.JSON.readTree(event.body()).at("/data/activity");
            assertThat(activity.at("/disposition").asText()).isEqualTo("Product sold");

            TextMessage message = receive(relay);
            assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(RunningRelay.JSON.readTree(message.getText())).isEqualTo(activity);

            String id = RunningRelay.JSON.readTree(answer.body()).get("id").asText();
            await().untilAsserted(() -> assertThat(
                            relay.json("/api/v1/activities/" + id).get("deliveries"))
                    .filteredOn(delivery -> List.of("queue", "webhook")
                            .contains(delivery.get("destination").asText()))
                    .hasSize(2)
                    .allSatisfy(delivery ->
                            assertThat(delivery.get("state").asText()).isEqualTo("delivered")));
            JsonNode queue = delivery(relay, id, "queue");
            assertThat(queue.toString()).contains(message.getJMSMessageID());
            assertThat(message.getStringProperty("deliveryKey")).endsWith("-1");
            assertThat(relay.json("/api/v1/activities?interactionId=EE55D97E-2705-49D1-A36D-34B3381DD416")
                            .at("/items"))
                    .as("nothing came back")
                    .hasSize(1);
        }
    }

    /** What was published to the embedded broker lies in the service's folder until somebody takes it. */
    @Test
    void anErasedPersonIsTakenOffTheQueue() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)) {
            FileSystemUtils.deleteRecursively(home.resolve("routes/cases")); // they say that nothing goes there
            Files.writeString(home.resolve("routes/3-routing-queue.camel.yaml"), rule("docs/queue.md"));
            relay.start("relay.destination.queue.mode=live");
            for (String id : List.of("goes", "stays")) {
                String record = "{\"interactionId\":\"" + id + "\",\"type\":\"voice\",\"phoneNumber\":\"+1415555"
                        + (id.equals("goes") ? "0100" : "0199") + "\"}";
                relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8));
            }
            await().until(() -> waiting(relay) == 2);

            var answer = relay.post(
                    "/api/v1/erasures",
                    "application/json",
                    "{\"phone\":\"+14155550100\",\"reason\":\"asked for\"}".getBytes(StandardCharsets.UTF_8));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("other queues of the embedded broker");
            assertThat(waiting(relay)).isEqualTo(1);
            assertThat(receive(relay).getText()).contains("\"stays\"");
        }
    }

    private static int waiting(RunningRelay relay) throws Exception {
        try (Connection connection = ArtemisClient.connectionFactory(relay.brokerUrl(), null, null)
                        .createConnection();
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(session.createQueue("activity.saved"))) {
            connection.start();
            return Collections.list(browser.getEnumeration()).size();
        }
    }

    private static String rule(String page) throws IOException {
        return MarkdownBlocks.of(Path.of(page)).in("yaml").stream()
                .map(MarkdownBlocks.Block::text)
                .filter(text -> text.contains("activity:deliver/"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode delivery(RunningRelay relay, String id, String destination) {
        for (JsonNode delivery : relay.json("/api/v1/activities/" + id).get("deliveries")) {
            if (delivery.get("destination").asText().equals(destination)) {
                return delivery;
            }
        }
        throw new AssertionError(destination);
    }

    private static TextMessage receive(RunningRelay relay) throws Exception {
        try (Connection connection = ArtemisClient.connectionFactory(relay.brokerUrl(), null, null)
                        .createConnection();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("activity.saved"))) {
            connection.start();
            TextMessage message = (TextMessage) consumer.receive(PATIENCE.toMillis());
            assertThat(message).isNotNull();
            return message;
        }
    }
}
