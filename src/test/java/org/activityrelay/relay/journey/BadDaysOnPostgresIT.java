package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.contract.TcpProxy;
import org.activityrelay.relay.intake.queue.BrokerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad days of a running service with a PostgreSQL and a broker of its own, seen from its doors. */
@Tag("full")
@Timeout(600)
class BadDaysOnPostgresIT {

    @TempDir
    static Path home;

    private static final AtomicInteger REQUESTS = new AtomicInteger();
    private static final String DATABASE = SharedPostgres.newDatabase();
    private static TcpProxy proxy;
    private static BrokerProcess broker;
    private static HttpServer crm;
    private static BadDay day;

    @BeforeAll
    static void start() throws Exception {
        fakeClock();
        proxy = new TcpProxy(SharedPostgres.port());
        broker = new BrokerProcess(home.resolve("broker")).start();
        crm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        crm.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                int status = REQUESTS.incrementAndGet() == 1 ? 500 : 204;
                exchange.sendResponseHeaders(status, -1);
            }
        });
        crm.start();
        day = BadDay.start(
                home,
                broker.url(),
                "relay.ledger.url=" + DATABASE.replace(":" + SharedPostgres.port(), ":" + proxy.port()),
                "relay.ledger.username=" + SharedPostgres.username(),
                "relay.ledger.password=" + SharedPostgres.password(),
                "relay.ledger.connect-timeout=1s",
                "relay.destination.crm.mode=live",
                "relay.destination.crm.url=http://127.0.0.1:" + crm.getAddress().getPort() + "/",
                "relay.delivery.retry=0, 4s, 4s, 4s");
    }

    @AfterEach
    void mend() {
        proxy.mend();
    }

    @AfterAll
    static void stop() throws Exception {
        try (BadDay running = day) {
            running.assertNeverCountedAsDead(50);
        } finally {
            crm.stop(0);
            broker.close();
            proxy.close();
        }
    }

    /** The database's clock, less what the test says. */
    private static void fakeClock() {
        String name = DATABASE.substring(DATABASE.lastIndexOf('/') + 1);
        for (String sql : List.of(
                "create schema fake",
                "create table fake.step (back interval not null)",
                "insert into fake.step values ('0 s')",
                "create function fake.clock_timestamp() returns timestamptz language sql volatile as"
                        + " 'select pg_catalog.clock_timestamp() - (select back from fake.step)'",
                "alter database " + name + " set search_path = public, fake, pg_catalog")) {
            SharedPostgres.execute(DATABASE, sql);
        }
    }

    @Test
    void postgresIsGone() throws Exception {
        away("gone", () -> proxy.cut());
    }

    @Test
    void postgresHangs() throws Exception {
        away("hangs", () -> proxy.freeze());
    }

    private static void away(String name, Runnable begins) throws Exception {
        List<String> ids = new ArrayList<>(List.of(name + "-before"));
        assertThat(day.post(name + "-before").statusCode()).isEqualTo(202);
        broker.deliverOnce(BadDay.QUEUE); // a message that is given back does not stay
        begins.run();
        assertThat(BadDay.isRefused(day.post(name + "-refused"))).isTrue();
        Path file = day.drop(name + ".json", BadDay.record(name + "-file"));
        broker.send(BadDay.QUEUE, List.of(BadDay.record(name + "-queue"), BadDay.record(name + "-queue2")));
        day.awaitDoor("files", "waiting");
        day.awaitDoor("queue", "waiting");
        assertThat(file).exists();
        assertThat(broker.held(BadDay.QUEUE)).isEqualTo(2);
        await().until(() -> day.get("/actuator/health/readiness").statusCode() == 503);

        proxy.mend();
        ids.addAll(List.of(name + "-file", name + "-queue", name + "-queue2", name + "-refused"));
        await().until(() -> !BadDay.isRefused(day.post(name + "-refused")));
        day.awaitDelivered("database", ids);
        await().until(() -> day.isDone(name + ".json"));
        assertThat(broker.browse("DLQ")).isEmpty();
        await().until(() -> broker.held(BadDay.QUEUE) == 0);
        broker.deliverOften(BadDay.QUEUE);
    }

    @Test
    void theBrokerIsGone() throws Exception {
        broker.send(BadDay.QUEUE, List.of(BadDay.record("broker-before")));
        day.awaitDelivered("database", List.of("broker-before"));
        broker.kill();
        day.awaitDoor("queue", "waiting");
        assertThat(day.post("broker-http").statusCode()).as("the other doors").isEqualTo(202);
        day.drop("broker.json", BadDay.record("broker-file"));
        day.awaitDelivered("database", List.of("broker-http", "broker-file"));
        assertThat(day.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

        broker.start();
        broker.send(BadDay.QUEUE, List.of(BadDay.record("broker-after")));
        day.awaitDelivered("database", List.of("broker-after"));
        assertThat(broker.browse("DLQ")).isEmpty();
    }

    @Test
    void theClockIsSetBack() throws Exception {
        String sale = "{\"interactionId\":\"clock-sale\",\"type\":\"voice\",\"disposition\":\"Product sold\"}";
        assertThat(day.post("/api/v1/activities", "application/json", sale).statusCode())
                .isEqualTo(202);
        await().until(() -> REQUESTS.get() == 1);
        // On a slow machine its second attempt may be over, too.
        await().until(() ->
                List.of(List.of("pending"), List.of("delivered")).contains(day.states("clock-sale", "crm")));
        SharedPostgres.execute(DATABASE, "update fake.step set back = '1 day'");

        assertThat(day.post("clock-after").statusCode()).isEqualTo(202);
        day.awaitDelivered("database", List.of("clock-after"));
        day.awaitDelivered("crm", List.of("clock-sale"));
        assertThat(REQUESTS).hasValue(2);
    }
}
