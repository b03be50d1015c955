package org.activityrelay.relay.http;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/v1/activities?wait=8s&for=crm}. */
class HttpWaitTest {

    private static final String RECORD = """
            {"interactionId":"M-1","type":"voice","associatedObjects":{"list":[
              {"id":"003A","type":"contact","customFields":{}},
              {"id":"500B","type":"x","displayType":"y","customFields":{"isCase":"true"}},
              {"id":"500C","type":"case","customFields":{}}],"selected":["500B","003A"]}}""";

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        door = RunningDoor.start("relay.intake.http.waiting.poll=10ms", "relay.intake.http.waiting.senders=50");
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @BeforeEach
    void forget() {
        door.ledger().reset();
    }

    @Test
    void answersWithTheIdsOfWhatWasWrittenAsSoonAsTheDeliveryIsFinal() {
        CompletableFuture<Answer> waiting = wait("60s", "crm", RECORD);
        untilPolled();
        assertThat(waiting).isNotDone();

        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "00T-77", null);

        Answer answer = waiting.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text())
                .node("record")
                .isEqualTo("{id:'00T-77', url:null, caseId:'500B', contactId:'003A'}");
        assertThatJson(answer.text())
                .node("delivery")
                .isEqualTo("{destination:'crm', mode:'live', state:'delivered', reason:null}");
        assertThatJson(answer.text()).node("interactionId").isEqualTo("M-1");
        assertThat(answer.header("Location")).isNotNull();
    }

    @Test
    void answers202WithoutARecordWhenTheDeliveryTakesLonger() {
        Answer answer = wait("150ms", "crm", RECORD).join();

        assertThat(answer.status()).isEqualTo(202);
        assertThatJson(answer.text()).node("record").isNull();
        assertThatJson(answer.text()).node("delivery").isAbsent();
    }

    @Test
    void answersADryRunWithoutAnId() {
        CompletableFuture<Answer> waiting = wait("60s", "crm", RECORD);
        untilPolled();

        door.ledger().settles("crm", Mode.DRY_RUN, DeliveryState.DELIVERED, "recorded-1", null);

        Answer answer = waiting.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text()).node("record").isEqualTo("{id:null, url:null, caseId:null, contactId:null}");
        assertThatJson(answer.text()).node("delivery.mode").isEqualTo("dry-run");
    }

    @Test
    void answersAParkedDeliveryWithItsReason() {
        CompletableFuture<Answer> waiting = wait("60s", "crm", RECORD);
        untilPolled();

        door.ledger().settles("crm", Mode.LIVE, DeliveryState.PARKED, null, "not_found");

        Answer answer = waiting.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text()).node("record.id").isNull();
        assertThatJson(answer.text())
                .node("delivery")
                .isEqualTo("{destination:'crm', mode:'live', state:'parked', reason:'not_found'}");
    }

    @Test
    void answersAtOnceWhenThereIsNoSuchDelivery() {
        door.ledger().routes(FakeLedger.planFor("database"));

        Answer answer =
                wait("60s", "crm", RECORD).orTimeout(50, TimeUnit.SECONDS).join();

        assertThat(answer.status()).isEqualTo(202);
        assertThatJson(answer.text()).node("record").isNull();
    }

    @Test
    void answersADuplicateWithTheIdsToo() {
        door.post(RECORD);
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "00T-77", null);

        Answer answer = wait("60s", "crm", RECORD).join();

        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text()).node("record.id").isEqualTo("00T-77");
    }

    @Test
    void answersARefusedBodyAtOnce() {
        Answer answer = wait("60s", "crm", "{}").orTimeout(50, TimeUnit.SECONDS).join();

        assertThat(answer.status()).isEqualTo(422);
    }

    @Test
    void asksTheLedgerOnceForAllThatWaitAndHoldsNoThread() {
        door.ledger().routes(FakeLedger.planFor("crm"));
        List<CompletableFuture<Answer>> waiting = IntStream.range(0, 50)
                .mapToObj(i -> wait("60s", "crm", "{\"interactionId\":\"W-" + i + "\",\"type\":\"voice\"}"))
                .toList();
        await().until(() -> door.ledger().askedFor() == 50);
        int polls = door.ledger().polls();

        await().until(() -> door.ledger().polls() >= polls + 3);
        assertThat(door.ledger().askedFor()).isEqualTo(50); // in each of those polls
        assertThat(Thread.getAllStackTraces().entrySet())
                .filteredOn(thread -> thread.getKey().getName().startsWith("http-nio"))
                .allSatisfy(thread -> assertThat(thread.getValue())
                        .noneMatch(frame -> frame.getClassName().contains("HttpIntakeController")));

        // The fifty-first is not let wait.
        Answer oneMore =
                wait("60s", "crm", RECORD).orTimeout(50, TimeUnit.SECONDS).join();
        assertThat(oneMore.status()).isEqualTo(202);

        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "x", null);
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void goesOnAskingWhenTheLedgerWasAwayForAWhile() {
        CompletableFuture<Answer> waiting = wait("60s", "crm", RECORD);
        untilPolled();
        door.ledger().breaks(new LedgerUnavailableException("away", Duration.ofSeconds(1), null));
        untilPolled();

        door.ledger().breaks(null);
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "00T-77", null);

        assertThat(waiting.join().status()).isEqualTo(200);
    }

    @Test
    void asksNothingWhileNobodyWaits() {
        wait("10ms", "crm", RECORD).join();
        AtomicInteger polls = new AtomicInteger();
        await().during(Duration.ofMillis(300)).until(() -> {
            int now = door.ledger().polls();
            return polls.getAndSet(now) == now;
        });
    }

    @Test
    void answersWhoWaitsWhenTheServiceStops() {
        try (RunningDoor stopping = RunningDoor.start("relay.intake.http.waiting.poll=10ms")) {
            CompletableFuture<Answer> waiting = stopping.call("POST", "/api/v1/activities?wait=30s&for=crm")
                    .json(RECORD)
                    .later();
            int polls = stopping.ledger().polls();
            await().until(() -> stopping.ledger().polls() > polls);

            stopping.close();

            assertThat(waiting.join().status()).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wait=8s, for",
        "for=crm, wait",
        "wait=soon&for=crm, wait",
        "wait=-1s&for=crm, wait",
        "wait=0s&for=crm, wait",
        "wait=99999999999999999999s&for=crm, wait",
        "wait=8s&for=, for",
        "wait=8s&for=%2e%2e%2f, for",
        "wait=8s&for=%zz, for",
        "wait=8s&for=nowhere, for",
        "wait=8s&for=crm&for=database, for",
        "wait=8s&for=crm&for=crm, for",
        "wait=8s&wait=9s&for=crm, wait",
    })
    void refusesAWishThatCannotBeUnderstoodBeforeStoringAnything(String query, String wrong) {
        Answer answer = query.contains("%zz")
                ? raw(query)
                : door.call("POST", "/api/v1/activities?" + query).json(RECORD).send();

        assertThat(answer.status()).isEqualTo(400);
        if (!query.contains("%zz")) {
            assertThatJson(answer.text()).node("reason").isEqualTo("bad_parameter");
            assertThatJson(answer.text())
                    .inPath("errors[*].parameter")
                    .isArray()
                    .containsExactly(wrong);
        }
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"application/json, ' [{}]'", "application/x-ndjson, {}", "application/cloudevents-batch+json, []"})
    void refusesToWaitForABatch(String type, String body) {
        Answer answer = door.call("POST", "/api/v1/activities?wait=8s&for=crm")
                .body(type, body.getBytes(StandardCharsets.UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThatJson(answer.text()).node("errors[0].parameter").isEqualTo("wait");
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @Test
    void shortensALongerWishThanAllowed() {
        try (RunningDoor impatient = RunningDoor.start("relay.intake.http.waiting.max=100ms")) {
            Answer answer = impatient
                    .call("POST", "/api/v1/activities?wait=1h&for=crm")
                    .json(RECORD)
                    .later()
                    .orTimeout(50, TimeUnit.SECONDS)
                    .join();

            assertThat(answer.status()).isEqualTo(202);
        }
    }

    private static Answer raw(String query) {
        try {
            return door.raw("POST /api/v1/activities?" + query
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<Answer> wait(String patience, String destination, String body) {
        return door.call("POST", "/api/v1/activities?wait=" + patience + "&for=" + destination)
                .json(body)
                .later();
    }

    private static void untilPolled() {
        int polls = door.ledger().polls();
        await().until(() -> door.ledger().polls() > polls);
    }
}
