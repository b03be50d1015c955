package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import jakarta.jms.Connection;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad days of a running service with its embedded database and broker, seen from its doors: who sends hears so, the file
 * stays, the queue keeps its messages, and all of it goes on by itself when the trouble is over.
 */
@Timeout(600)
class BadDaysIT {

    private static CountDownLatch answers;
    private static final Set<String> KEYS = ConcurrentHashMap.newKeySet();
    private static final AtomicReference<Held> HELD = new AtomicReference<>();

    @TempDir
    static Path home;

    private static ExecutorService threads;
    private static HttpServer crm;
    private static FullDisk disk;
    private static BadDay day;
    private static long before;

    private interface Deed {
        void happen() throws Exception;
    }

    /** A request that is answered when the test says so; the requests that came, and were answered well. */
    private record Held(CountDownLatch came, CountDownLatch answer, AtomicInteger requests) {

        static Held next() {
            Held held = new Held(new CountDownLatch(1), new CountDownLatch(1), new AtomicInteger());
            HELD.set(held);
            return held;
        }

        void take() throws InterruptedException {
            requests.incrementAndGet();
            came.countDown();
            answer.await();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        disk = FullDisk.below(home.resolve("disk"));
        crm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // A class that is run again begins anew.
        answers = new CountDownLatch(1);
        threads = Executors.newCachedThreadPool();
        KEYS.clear();
        HELD.set(null);
        crm.setExecutor(threads);
        crm.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                Held held = HELD.get();
                if (held == null) {
                    answers.await();
                } else {
                    held.take();
                }
                KEYS.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                byte[] answer = "{\"id\":\"A1\"}".getBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(201, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        crm.start();
        day = BadDay.start(
                home,
                null,
                "relay.ledger.url=jdbc:sqlite:" + disk.folder().resolve("ledger.db"),
                "relay.ledger.connect-timeout=2s",
                "relay.destination.crm.mode=live",
                "relay.destination.crm.url=http://127.0.0.1:" + crm.getAddress().getPort() + "/",
                "relay.destination.crm.timeout.answer=5s",
                "relay.delivery.breaker.attempts=4");
        before = day.process().residentMiB();
    }

    @AfterAll
    static void stop() throws Exception {
        try (BadDay running = day) {
            running.assertNeverCountedAsDead(20);
            assertThat(running.process().residentMiB()).as("MiB").isLessThan(before + 200);
        } finally {
            crm.stop(0);
            threads.shutdownNow();
            disk.close();
        }
    }

    @Test
    void anotherToolLocksTheDatabase() throws Exception {
        try (java.sql.Connection tool = DriverManager.getConnection(
                        "jdbc:sqlite:" + disk.folder().resolve("ledger.db"));
                Statement statement = tool.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            survives("locked", 200, () -> statement.execute("begin immediate"), () -> statement.execute("rollback"));
        }
    }

    @Test
    void theDatabaseFileIsGone() throws Exception {
        Path file = disk.folder().resolve("ledger.db");
        Path away = disk.folder().resolve("away.db");
        survives(
                "gone",
                503,
                () -> Files.move(file, away),
                () -> Files.move(away, file, StandardCopyOption.REPLACE_EXISTING));
    }

    @Test
    void theDiskIsFull() throws Exception {
        survives("full", 200, () -> disk.fill(day.process()), () -> disk.clear(day.process()));
    }

    /** @param readiness what it says meanwhile: 503 if there is nothing to be read either */
    private static void survives(String name, int readiness, Deed begins, Deed ends) throws Exception {
        List<String> acknowledged = new ArrayList<>(List.of(name + "-before"));
        assertThat(day.post(name + "-before").statusCode()).isEqualTo(202);
        Held held = Held.next();
        assertThat(day.post("/api/v1/activities", "application/json", sale(name + "-sale"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(held.came().await(90, TimeUnit.SECONDS)).isTrue();
        begins.happen();
        held.answer().countDown();
        // What the file of a full disk has room for may still be stored; but then it must be.
        await().until(() -> {
            String id = name + "-" + acknowledged.size();
            HttpResponse<String> answer = day.postLarge(id);
            return BadDay.isRefused(answer) || !acknowledged.add(id);
        });
        Path file = day.drop(name + ".json", BadDay.large(name + "-file"));
        day.send(BadDay.large(name + "-queue"), BadDay.large(name + "-queue2"));
        day.awaitDoor("files", "waiting");
        day.awaitDoor("queue", "waiting");
        assertThat(BadDay.isRefused(day.postLarge(name + "-refused"))).isTrue();
        assertThat(file).exists();
        assertThat(day.isDone(name + ".json")).isFalse();
        await().until(() -> day.get("/actuator/health/readiness").statusCode() == readiness);

        ends.happen();
        acknowledged.addAll(List.of(name + "-file", name + "-queue", name + "-queue2"));
        await().until(() -> !BadDay.isRefused(day.postLarge(name + "-refused")));
        acknowledged.add(name + "-refused");
        day.awaitDelivered("database", acknowledged);
        day.awaitDelivered("crm", List.of(name + "-sale"));
        assertThat(held.requests()).as("what the CRM answered meanwhile counts").hasValue(1);
        HELD.set(null);
        await().until(() -> day.isDone(name + ".json"));
        assertThat(browse("DLQ")).isZero();
        assertThat(browse(BadDay.QUEUE)).isZero();
        day.awaitDoor("queue", "open");
    }

    /** As long as it takes, and without the others noticing. */
    @Test
    @Tag("full")
    void aDestinationHangs() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "hangs-" + i;
            ids.add(id);
            assertThat(day.post("/api/v1/activities", "application/json", sale(id))
                            .statusCode())
                    .isEqualTo(202);
        }
        day.awaitDelivered("database", ids);
        assertThat(ids)
                .allSatisfy(id -> assertThat(day.states(id, "crm")).hasSize(1).doesNotContain("delivered"));
        await().until(() -> !crm().at("/paused").isNull());
        assertThat(crm().at("/paused/reason").asText()).isEqualTo("failure_rate");
        await().until(() -> crm().at("/waiting").asInt() == 20);

        answers.countDown();
        day.awaitDelivered("crm", ids);
        await().until(() -> crm().at("/paused").isNull());
        assertThat(KEYS).as("each with the same key every time").hasSize(20);
    }

    private static String sale(String id) {
        return "{\"interactionId\":\"" + id + "\",\"type\":\"voice\",\"disposition\":\"Product sold\"}";
    }

    private static JsonNode crm() throws Exception {
        for (JsonNode destination : day.json("/api/v1/destinations").at("/destinations")) {
            if (destination.at("/name").asText().equals("crm")) {
                return destination;
            }
        }
        throw new AssertionError("no crm");
    }

    /** How many messages lie in a queue. */
    private static int browse(String queue) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(day.broker());
                Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            return Collections.list((Enumeration<?>) browser.getEnumeration()).size();
        }
    }
}
