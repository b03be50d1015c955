package org.activityrelay.relay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Rejections.Kept;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpIntakeTest {

    private static final String RECORD = "{\"interactionId\":\"M-1\",\"type\":\"voice\"}";

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        door = RunningDoor.start(
                "relay.intake.http.max-body=64KB",
                "relay.intake.http.max-pending=400KB",
                "relay.intake.http.read-timeout=3s",
                "relay.intake.http.timeout=3s");
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
    void answersAStoredRecordWithItsAddress() {
        Answer answer = door.post(RECORD);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        String id = answer.json().get("id").asText();
        assertThatJson(answer.text()).isEqualTo("""
                {"id":"%s","interactionId":"M-1","revision":1,"status":"routed","href":"/api/v1/activities/%s"}""".formatted(id, id));
        assertThat(answer.header("Location")).isEqualTo("/api/v1/activities/" + id);
        assertThat(door.get(answer.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void answersADuplicateLikeTheOriginal() {
        Answer first = door.post(RECORD);
        Answer second = door.post(RECORD);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void answersOtherContentAsTheNextRevision() {
        door.post(RECORD);
        Answer next = door.post("{\"interactionId\":\"M-1\",\"type\":\"voice\",\"disposition\":\"Complaint\"}");

        assertThat(next.status()).isEqualTo(202);
        assertThat(next.json().get("revision").asInt()).isEqualTo(2);
    }

    @Test
    void saysWhatIsNoRecordWhereAndWhereItIsKept() {
        Answer answer = door.post("{\"type\":\"voice\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertProblem(answer, "not_a_record");
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/interactionId");
        String id = answer.json().at("/rejection/id").asText();
        assertThat(answer.json().at("/rejection/href").asText()).isEqualTo("/api/v1/rejections/" + id);
        assertThat(door.ledger().kept()).containsOnlyKeys(id);
    }

    @Test
    void answersMalformedJsonWith400AndKeepsIt() {
        Answer answer = door.post("{\"interactionId\":\"secret-4711\",");

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer, "malformed");
        assertThat(answer.json().at("/rejection/id").asText()).isNotEmpty();
        assertThat(answer.text()).doesNotContain("secret-4711");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, application/json",
        "application/json; charset=utf-8, application/json",
        "APPLICATION/JSON; charset=\"UTF-8\", application/json",
        "text/json, application/json",
        "text/plain;charset=UTF-8, text/plain",
        "application/x-ndjson, application/x-ndjson",
        "application/ndjson, application/x-ndjson",
        "application/jsonl, application/x-ndjson",
        "application/cloudevents+json, application/cloudevents+json",
        "application/cloudevents-batch+json, application/cloudevents-batch+json",
    })
    void readsEachMediaTypeAndItsOtherNames(String sent, String known) {
        Answer answer = door.call("POST", "/api/v1/activities")
                .body(sent, RECORD.getBytes(UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(door.ledger().bodies()).extracting(Body::contentType).containsExactly(known);
    }

    @Test
    void readsABodyThatNamesNoMediaType() throws IOException {
        Answer answer =
                door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + RECORD.length() + "\r\n\r\n" + RECORD);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(door.ledger().bodies()).extracting(Body::contentType).containsExactly((String) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/json; charset=iso-8859-1",
                "nonsense"
            })
    void refusesOtherMediaTypesButKeepsTheBody(String type) {
        Answer answer = door.call("POST", "/api/v1/activities")
                .body(type, "interactionId=M-1&type=voice".getBytes(UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(415);
        assertProblem(answer, "unsupported_media_type");
        assertThat(answer.header("Accept")).contains("application/json", "application/x-ndjson");
        Kept kept = door.ledger().kept().get(answer.json().at("/rejection/id").asText());
        assertThat(kept.rejection().body()).asString(UTF_8).isEqualTo("interactionId=M-1&type=voice");
        assertThat(kept.rejection().contentType()).isEqualTo(type);
        assertThat(kept.rejection().principal()).isEqualTo("local");
        assertThat(kept.rejection().tenant()).isEqualTo("default");
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @Test
    void handsOverWhoSentItAndNothingElseThatTheSenderWrote() {
        door.call("POST", "/api/v1/activities?CamelFileName=x&camelHttpUri=y&tenant=other")
                .header("CamelHttpUri", "http://elsewhere.invalid")
                .header("cAmElFileName", "../../x")
                .header("mail.smtp.host", "elsewhere.invalid")
                .header("ActivityRelayTenant", "other")
                .header("ActivityRelayPrincipal", "somebody")
                .json(RECORD)
                .send();

        Body body = door.ledger().bodies().get(0);
        assertThat(body.intake()).isEqualTo("http");
        assertThat(body.principal()).isEqualTo("local");
        assertThat(body.tenant()).isNull();
        assertThat(body.source()).isNull();
        assertThat(body.bytes()).asString(UTF_8).isEqualTo(RECORD);
    }

    @Test
    void echoesNoRequestHeaderAndNoPartOfTheBody() {
        for (String body : List.of(RECORD, "{\"type\":\"echo-4711\"}", "echo-4711", "[]")) {
            Answer answer = door.call("POST", "/api/v1/activities?echo=echo-4711")
                    .header("X-Echo", "echo-4711")
                    .header("Cookie", "echo-4711=echo-4711")
                    .header("CamelHttpResponseCode", "299")
                    .header("Transfer-Echo", "echo-4711")
                    .json(body)
                    .send();

            Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            names.addAll(answer.headers().keySet());
            assertThat(names)
                    .isSubsetOf(
                            "Cache-Control",
                            "Connection",
                            "Content-Length",
                            "Content-Security-Policy",
                            "Content-Type",
                            "Cross-Origin-Resource-Policy",
                            "Date",
                            "Location",
                            "Referrer-Policy",
                            "Vary",
                            "X-Content-Type-Options",
                            "X-Frame-Options");
            assertThat(answer.toString()).doesNotContain("echo-4711");
            assertThat(answer.status()).isNotEqualTo(299);
        }
    }

    @Test
    void writesIdsThatNeedEscaping() {
        Receipt receipt = single(stored("id-1", "a\"b\\c\u0001\ud800 \u00e9", false));
        door.ledger().answers(() -> CompletableFuture.completedFuture(receipt));

        Answer answer = door.post(RECORD);

        assertThat(answer.text()).isASCII();
        assertThat(answer.json().get("interactionId").asText()).isEqualTo("a\"b\\c\u0001\ud800 \u00e9");
    }

    // ---- batches

    @Test
    void answersABatchOfNewRecordsWith202() {
        Answer answer = door.post("[" + record("a") + "," + record("b") + "]");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isNull();
        assertThatJson(answer.text()).inPath("items[*].httpStatus").isArray().containsExactly(202, 202);
        assertThatJson(answer.text()).inPath("items[*].interactionId").isArray().containsExactly("a", "b");
        assertThatJson(answer.text()).node("stored").isEqualTo(2);
        assertThatJson(answer.text()).node("lastStored").isEqualTo(1);
    }

    @Test
    void answersABatchOfDuplicatesWith200() {
        door.post("[" + record("a") + "," + record("b") + "]");

        Answer again = door.post("[" + record("b") + "," + record("a") + "]");

        assertThat(again.status()).isEqualTo(200);
        assertThatJson(again.text()).node("duplicates").isEqualTo(2);
    }

    @Test
    void answersAMixedBatchWith207AndAStatusPerItem() {
        door.post(record("a"));

        Answer answer = door.call("POST", "/api/v1/activities")
                .body("application/x-ndjson", (record("a") + "\n" + record("b") + "\n{}\n{").getBytes(UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(207);
        assertThatJson(answer.text()).inPath("items[*].httpStatus").isArray().containsExactly(200, 202, 422, 400);
        assertThatJson(answer.text()).inPath("items[*].index").isArray().containsExactly(0, 1, 2, 3);
        assertThatJson(answer.text()).node("items[2].errors[0].pointer").isEqualTo("/interactionId");
        assertThatJson(answer.text()).node("items[2].rejection.href").isString().startsWith("/api/v1/rejections/");
        assertThatJson(answer.text()).node("refused").isEqualTo(2);
        assertThat(answer.header("Retry-After")).isNull();
    }

    @Test
    void answersABatchWithoutAnyRecordAsAProblemWithPointersIntoTheBatch() {
        Answer answer = door.post("[{},{}]");

        assertThat(answer.status()).isEqualTo(422);
        assertProblem(answer, "not_a_record");
        assertThatJson(answer.text())
                .inPath("errors[*].pointer")
                .isArray()
                .containsExactly("/0/interactionId", "/1/interactionId");
        assertThatJson(answer.text()).inPath("items[*].index").isArray().containsExactly(0, 1);
    }

    @Test
    void namesTheLastStoredItemWhenTheTailOfABatchFailed() {
        Receipt receipt = new Receipt(
                true,
                List.of(
                        stored("1", "a", false),
                        stored("2", "b", false),
                        new Receipt.NotStored("The ledger is not there."),
                        new Receipt.NotStored("The ledger is not there.")));
        door.ledger().answers(() -> CompletableFuture.completedFuture(receipt));

        Answer answer = door.post("[" + record("a") + "," + record("b") + "," + record("c") + "," + record("d") + "]");

        assertThat(answer.status()).isEqualTo(207);
        assertThatJson(answer.text()).node("lastStored").isEqualTo(1);
        assertThatJson(answer.text()).node("notStored").isEqualTo(2);
        assertThatJson(answer.text()).node("items[2].httpStatus").isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    @Test
    void answersABatchOfWhichNothingCouldBeStoredWith503() {
        Receipt receipt = new Receipt(true, List.of(new Receipt.NotStored("x"), new Receipt.NotStored("x")));
        door.ledger().answers(() -> CompletableFuture.completedFuture(receipt));

        Answer answer = door.post("[" + record("a") + "," + record("b") + "]");

        assertThat(answer.status()).isEqualTo(503);
        assertProblem(answer, "ledger_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    // ---- not now

    @Test
    void answers503WithRetryAfterWhenTheLedgerCannotStore() {
        door.ledger()
                .answers(() -> CompletableFuture.failedFuture(
                        new LedgerUnavailableException("disk full at secret-4711", Duration.ofMillis(2300), null)));

        Answer answer = door.post(RECORD);

        assertThat(answer.status()).isEqualTo(503);
        assertProblem(answer, "ledger_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("3");
        assertThat(answer.text()).doesNotContain("secret-4711");
    }

    @Test
    void answers503WhenABodyToBeKeptCannotBeKept() {
        door.ledger().breaks(new LedgerUnavailableException("gone", Duration.ofSeconds(2), null));

        Answer answer = door.call("POST", "/api/v1/activities")
                .body("application/xml", "<a/>".getBytes(UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void answers503WhenStoringTakesTooLong() {
        CompletableFuture<Receipt> never = new CompletableFuture<>();
        door.ledger().answers(() -> never);

        Answer answer = door.post(RECORD);

        assertThat(answer.status()).isEqualTo(503);
        assertProblem(answer, "ledger_slow");
        assertThat(answer.header("Retry-After")).isNotNull();
        never.complete(single(stored("1", "a", false))); // too late for this sender, and harmless
        door.ledger().reset();
        assertThat(door.post(RECORD).status()).isEqualTo(202);
    }

    @Test
    void answers503WhileTheRouteIsClosed() throws Exception {
        CamelContext camel = door.application().getBean(CamelContext.class);
        camel.getRouteController().stopRoute("intake-http");
        try {
            Answer answer = door.post(RECORD);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
        } finally {
            camel.getRouteController().startRoute("intake-http");
        }
        assertThat(door.post(RECORD).status()).isEqualTo(202);
    }

    @Test
    void answers503WhenTooMuchIsBeingStoredAndRecovers() {
        CompletableFuture<Receipt> ledger = new CompletableFuture<>();
        door.ledger().answers(() -> ledger);
        // Each takes 100 kB and its body; 400 kB are allowed.
        List<CompletableFuture<Answer>> waiting = Stream.generate(() ->
                        door.call("POST", "/api/v1/activities").json(RECORD).later())
                .limit(6)
                .toList();

        Answer refused = CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
                .thenApply(Answer.class::cast)
                .join();
        ledger.complete(single(stored("1", "a", false)));

        assertThat(refused.status()).isEqualTo(503);
        assertProblem(refused, "too_busy");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(waiting.stream().map(CompletableFuture::join).map(Answer::status))
                .containsOnly(202, 503)
                .contains(202);
        door.ledger().reset();
        for (int i = 0; i < 20; i++) {
            assertThat(door.post(record("after-" + i)).status()).isEqualTo(202);
        }
    }

    @Test
    void answersAnUnexpectedFailureWith500AndNothingOfItsMessage() {
        door.ledger()
                .answers(() ->
                        CompletableFuture.failedFuture(new IllegalArgumentException("secret-4711 in /some/path")));

        Answer answer = door.post(RECORD);

        assertThat(answer.status()).isEqualTo(500);
        assertProblem(answer, "internal_server_error");
        assertThat(answer.json().get("instance").asText()).startsWith("urn:uuid:");
        assertThat(answer.text()).doesNotContain("secret-4711", "Exception", "at org.");
    }

    // ---- sizes, encodings, time

    @Test
    void refusesATooLargeBodyByItsDeclaredLengthWithoutReadingIt() throws IOException {
        Answer answer = door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100000000\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer, "body_too_large");
        assertThat(answer.json().get("detail").asText()).contains("65536", "relay.intake.http.max-body");
        assertStub(answer, "100000000 were announced. Kept is nothing of it.", "");
    }

    @Test
    void keepsTheBeginningOfATooLargeBodySoThatItsSenderCanBeFound() {
        String body = "{\"interactionId\":\"huge\",\"type\":\"voice\",\"description\":\"" + "x".repeat(70_000) + "\"}";

        Answer answer = door.post(body);

        assertThat(answer.status()).isEqualTo(413);
        assertStub(answer, "70056 were announced. Kept is only its first 8192 bytes of it.", body.substring(0, 8192));
    }

    private static void assertStub(Answer answer, String why, String kept) {
        String href = answer.json().at("/rejection/href").asText();
        assertThatJson(door.get(href).text()).node("intake").isEqualTo("http");
        assertThat(door.get(href).json().at("/errors/0/detail").asText()).endsWith(why);
        assertThat(door.get(href).json().get("body").asText()).isEqualTo(kept);
    }

    @Test
    void refusesATooLargeBodyOfUnknownLengthWhileReading() throws IOException {
        String chunk = "1000\r\n" + " ".repeat(4096) + "\r\n";
        Answer answer = door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17)
                + "0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer, "body_too_large");
    }

    @Test
    void takesABodyOfExactlyTheLargestSize() throws IOException {
        String body = RECORD + " ".repeat(65536 - RECORD.length());
        assertThat(door.post(body).status()).isEqualTo(202);

        String chunk = "10000\r\n" + body + "\r\n";
        Answer chunked = door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n");
        assertThat(chunked.status()).isEqualTo(200);
    }

    @Test
    void unpacksGzip() throws IOException {
        Answer answer = door.call("POST", "/api/v1/activities")
                .header("Content-Encoding", "gzip")
                .body("application/json", packed(RECORD.getBytes(UTF_8)))
                .send();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(door.ledger().bodies().get(0).bytes()).asString(UTF_8).isEqualTo(RECORD);
    }

    @Test
    void refusesAPackedBodyThatUnpacksToTooMuch() throws IOException {
        byte[] bomb = packed(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(65536);

        Answer answer = door.call("POST", "/api/v1/activities")
                .header("Content-Encoding", "gzip")
                .body("application/json", bomb)
                .send();

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer, "body_too_large");
    }

    @Test
    void refusesWhatIsNotPackedAsItClaims() throws IOException {
        byte[] whole = packed(RECORD.repeat(20).getBytes(UTF_8));
        for (byte[] broken : List.of(RECORD.getBytes(UTF_8), Arrays.copyOf(whole, whole.length / 2))) {
            Answer answer = door.call("POST", "/api/v1/activities")
                    .header("Content-Encoding", "gzip")
                    .body("application/json", broken)
                    .send();

            assertThat(answer.status()).isEqualTo(400);
            assertProblem(answer, "broken_body");
        }
    }

    @Test
    void refusesOtherEncodings() {
        Answer answer = door.call("POST", "/api/v1/activities")
                .header("Content-Encoding", "br")
                .json(RECORD)
                .send();

        assertThat(answer.status()).isEqualTo(415);
        assertProblem(answer, "unsupported_encoding");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void refusesABodyThatTricklesIn() throws Exception {
        Answer answer = Wire.trickle(
                door.port(),
                "POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n");

        assertThat(answer.status()).isEqualTo(408);
        assertProblem(answer, "slow_body");
    }

    @Test
    void keepsAConnectionForHundredsOfRecords() throws IOException {
        String request = "POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + RECORD.length() + "\r\n\r\n" + RECORD;
        String last = request.replace("Host:", "Connection: close\r\nHost:");

        String answers = Wire.conversation(door.port(), request.repeat(300) + last);

        assertThat(answers.split("HTTP/1.1 20[02]", -1)).hasSize(302);
    }

    private static void assertProblem(Answer answer, String reason) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("reason").asText()).isEqualTo(reason);
        assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
    }

    private static String record(String id) {
        return "{\"interactionId\":\"" + id + "\",\"type\":\"voice\"}";
    }

    private static Receipt single(Receipt.Item item) {
        return new Receipt(false, List.of(item));
    }

    private static Receipt.Stored stored(String id, String interactionId, boolean duplicate) {
        return new Receipt.Stored(new Accepted(id, interactionId, 1, ActivityStatus.ROUTED, duplicate));
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
