package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.activityrelay.relay.bench.ServiceProcess;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.intake.QueueSender;

/**
 * The service in a process of its own with little memory, its senders at three doors, and somebody who asks all the time
 * whether it is alive.
 */
final class BadDay implements AutoCloseable {

    static final String QUEUE = "activity.intake";

    /** What was claimed in the moment in which the ledger went is claimed again when its lease of two minutes is over. */
    private static final Duration LEASE_AND_MORE = Duration.ofMinutes(4);

    private static final String LARGE = "x".repeat(30_000);

    private final Path home;
    private final String broker;
    private final ServiceProcess process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger lived = new AtomicInteger();
    private final Queue<String> deaths = new ConcurrentLinkedQueue<>();
    private final Thread watch = new Thread(this::watch, "liveness");

    private BadDay(Path home, String broker, ServiceProcess process) {
        this.home = home;
        this.broker = broker;
        this.process = process;
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts the shipped routes with data below {@code home}, and an embedded broker if none is given. */
    static BadDay start(Path home, String broker, String... more) throws IOException {
        int port = Ports.free();
        List<String> settings = new ArrayList<>(List.of(
                "relay.intake.files.stable-for=100ms",
                "relay.intake.files.poll=100ms",
                "relay.intake.files.retry-at-most=1s",
                "relay.intake.queue.retry-at-most=1s",
                "relay.delivery.breaker.pause=1s",
                "relay.delivery.breaker.longest-pause=2s",
                "relay.delivery.retry=0, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s"));
        settings.add(broker == null ? "relay.intake.queue.port=" + port : "relay.intake.queue.url=" + broker);
        settings.addAll(List.of(more));
        ServiceProcess process = ServiceProcess.start(
                home,
                List.of(
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xlog:disable"),
                settings);
        return new BadDay(home, broker == null ? "tcp://127.0.0.1:" + port : broker, process);
    }

    ServiceProcess process() {
        return process;
    }

    String broker() {
        return broker;
    }

    // ---- senders

    HttpResponse<String> post(String id) throws Exception {
        return post("/api/v1/activities", "application/json", record(id));
    }

    /** One that needs room of its own on the disk. */
    HttpResponse<String> postLarge(String id) throws Exception {
        return post("/api/v1/activities", "application/json", large(id));
    }

    HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    static String record(String id) {
        return "{\"interactionId\":\"" + id + "\",\"type\":\"voice\"}";
    }

    static String large(String id) {
        return "{\"interactionId\":\"" + id + "\",\"type\":\"voice\",\"description\":\"" + LARGE + "\"}";
    }

    /** Puts a file of that name into the drop folder. */
    Path drop(String name, String body) throws IOException {
        Path folder = home.resolve("data/intake");
        Path hidden = Files.writeString(folder.resolve(name + ".tmp"), body);
        return Files.move(hidden, folder.resolve(name));
    }

    boolean isDone(String name) {
        return Files.exists(home.resolve("data/intake/done").resolve(name));
    }

    void send(String... bodies) throws Exception {
        Path file = Files.write(home.resolve("sent.ndjson"), List.of(bodies));
        try (QueueSender sender = new QueueSender(broker, null, null, QUEUE)) {
            sender.send(file);
        }
    }

    // ---- what it says

    /**
     * A refusal that any client understands: come back, and when. What comes back may have been stored all the same, and
     * is then a duplicate.
     */
    static boolean isRefused(HttpResponse<String> answer) {
        if (answer.statusCode() == 202 || answer.statusCode() == 200) {
            return false;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After").orElse("none"))
                .as("seconds until it makes sense to try again")
                .matches("[1-9]\\d?");
        return true;
    }

    JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        return RunningRelay.JSON.readTree(answer.body());
    }

    HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The deliveries of a record to that destination, as states; empty while it is not stored. */
    List<String> states(String id, String destination) throws Exception {
        JsonNode items = json("/api/v1/activities?interactionId=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                .at("/items");
        return StreamSupport.stream(items.spliterator(), false)
                .flatMap(item -> StreamSupport.stream(item.at("/deliveries").spliterator(), false))
                .filter(delivery -> delivery.at("/destination").asText().equals(destination))
                .map(delivery -> delivery.at("/state").asText())
                .toList();
    }

    void awaitDelivered(String destination, Collection<String> ids) {
        for (String id : ids) {
            await().alias(id + " at " + destination).atMost(LEASE_AND_MORE).until(() -> states(id, destination)
                    .equals(List.of("delivered")));
        }
    }

    void awaitDoor(String door, String state) {
        await().alias("door " + door).until(() -> json("/actuator/health")
                .at("/components/intake/details/" + door + "/state")
                .asText()
                .equals(state));
    }

    /** Nobody may restart a service because its surroundings are in trouble. */
    void assertNeverCountedAsDead(int asked) {
        assertThat(deaths).isEmpty();
        assertThat(lived.get()).as("times it said that it is alive").isGreaterThanOrEqualTo(asked);
    }

    private void watch() {
        try {
            while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                HttpRequest request = HttpRequest.newBuilder(uri("/actuator/health/liveness"))
                        .timeout(Duration.ofSeconds(60))
                        .build();
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    lived.incrementAndGet();
                } else {
                    deaths.add(answer.statusCode() + " " + answer.body());
                }
            }
        } catch (IOException e) {
            if (closed.getCount() > 0) {
                deaths.add(e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + process.port() + path);
    }

    @Override
    public void close() throws Exception {
        closed.countDown();
        watch.join();
        process.close();
    }
}
