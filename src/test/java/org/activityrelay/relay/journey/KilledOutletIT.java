package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.activityrelay.relay.bench.ServiceProcess;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The process is killed between what it sent and the answer, and the mapping is edited before it starts again. */
@Tag("full")
class KilledOutletIT {

    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer receiver;

    private record Event(Map<String, List<String>> headers, String body) {
        String id() {
            return headers.get("Webhook-id").get(0);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/hook", this::take);
        receiver.start();
    }

    @AfterEach
    void stopListening() {
        answers.countDown();
        receiver.stop(0);
        threads.shutdownNow();
    }

    /** Nobody gets an answer until there are answers. */
    private void take(HttpExchange request) throws IOException {
        try (request) {
            events.add(new Event(
                    request.getRequestHeaders(),
                    new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answers.await();
            request.sendResponseHeaders(204, -1);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theSameBytesGoUnderTheSameId() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), home.resolve("config"));
        FileSystemUtils.deleteRecursively(home.resolve("routes/cases")); // they say that nothing goes there
        Files.writeString(home.resolve("routes/3-routing-webhook.camel.yaml"), rule());
        ServiceProcess killed = start();
        try {
            post(killed, "{\"interactionId\":\"killed-1\",\"type\":\"voice\",\"description\":\"First words\"}");
            await().atMost(PATIENCE).until(() -> !of("killed-1").isEmpty());
        } finally {
            killed.kill();
        }
        Path mapping = home.resolve("routes/mappings/webhook-event.jsonata");
        String shipped = Files.readString(mapping);
        String edited = shipped.replace("$sift($,", "$sift($merge([$, {\"note\": \"Edited mapping\"}]),");
        assertThat(edited).isNotEqualTo(shipped);
        Files.writeString(mapping, edited);
        int before = of("killed-1").size();
        answers.countDown();

        try (ServiceProcess second = start()) {
            await().atMost(PATIENCE).until(() -> of("killed-1").size() > before);
            post(second, "{\"interactionId\":\"killed-2\",\"type\":\"voice\",\"description\":\"Other words\"}");
            await().atMost(PATIENCE).until(() -> !of("killed-2").isEmpty());
        }

        Event first = of("killed-1").get(0);
        assertThat(first.body()).contains("First words");
        assertThat(of("killed-1")).allSatisfy(event -> {
            assertThat(event.id()).isEqualTo(first.id());
            assertThat(event.body()).isEqualTo(first.body());
            new Webhook(SECRET).verify(event.body(), event.headers());
        });
        assertThat(of("killed-2")).allSatisfy(event -> assertThat(event.body()).contains("Edited mapping"));
    }

    private List<Event> of(String interaction) {
        return events.stream()
                .filter(event -> event.body().contains("\"" + interaction + "\""))
                .toList();
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                home,
                List.of("-Xmx512m"),
                List.of(
                        "relay.configuration.routes=" + home.resolve("routes"),
                        "relay.configuration.site=" + home.resolve("config"),
                        "relay.intake.queue.port=" + Ports.free(),
                        "relay.delivery.lease=10s",
                        "relay.delivery.attempt-timeout=5s",
                        "relay.destination.webhook.mode=live",
                        "relay.destination.webhook.url=http://127.0.0.1:"
                                + receiver.getAddress().getPort() + "/hook",
                        "relay.destination.webhook.signature.secrets=" + SECRET));
    }

    private static void post(ServiceProcess service, String record) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1/activities"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(record))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static String rule() throws IOException {
        return MarkdownBlocks.of(Path.of("docs/webhook.md")).in("yaml").stream()
                .map(MarkdownBlocks.Block::text)
                .filter(text -> text.contains("activity:deliver/"))
                .findFirst()
                .orElseThrow();
    }
}
