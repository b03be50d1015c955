package org.activityrelay.relay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see and do. */
class ApiTest {

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        door = RunningDoor.start();
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
    void showsARecordItsPlanWithTheRuleAndItsDeliveries() {
        String id = store("M-1");

        Answer answer = door.get("/api/v1/activities/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text()).node("activity").isEqualTo("""
                {"interactionId":"M-1","type":"voice","tenant":"default","kind":"interaction"}""");
        assertThatJson(answer.text())
                .node("plan.destinations[0].rule")
                .isEqualTo("{routeId:'routing-by-type', file:'3-routing.camel.yaml', line:12, whenLine:9}");
        assertThatJson(answer.text()).node("deliveries[0]").isEqualTo("""
                        {"id":"${json-unit.any-string}","destination":"crm","part":"","mode":"dry-run","state":"pending",
                         "attempts":0,"dueAt":"2026-11-21T10:15:00Z","externalId":null,"externalUrl":null,
                         "reason":null,"detail":null}""");
        assertThatJson(answer.text()).node("receivedAt").isEqualTo("2026-11-21T10:15:00Z");
    }

    @Test
    void pausesADestinationByHandAndResumesIt() {
        Answer paused = door.call("POST", "/api/v1/destinations/crm/pause")
                .json("{\"reason\":\"the CRM moves\"}")
                .send();
        assertThatJson(paused.text()).isEqualTo("""
                {"name":"crm","mode":"live","waiting":0,"oldestWaiting":null,"parked":0,"missing":false,
                 "requests":{"used":90,"perDay":100,"scarce":true,"renewedAt":"${json-unit.any-string}"},
                 "paused":{"since":"${json-unit.any-string}","until":null,"reason":"the CRM moves","by":"local"}}""");
        assertThatJson(door.get("/api/v1/destinations").text())
                .node("destinations[0].paused.by")
                .isEqualTo("local");

        Answer resumed =
                door.call("POST", "/api/v1/destinations/crm/resume").json("{}").send();
        assertThatJson(resumed.text()).node("paused").isEqualTo(null);
    }

    @Test
    void listsADestinationThatIsMissingAsLongAsSomethingWaitsForIt() {
        assertThatJson(door.get("/api/v1/destinations").text())
                .node("destinations[1]")
                .isEqualTo("""
                {"name":"gone","mode":null,"waiting":3,"oldestWaiting":"2026-03-01T12:00:00Z","parked":1,
                 "missing":true,"paused":null,"requests":null}""");
    }

    @Test
    void showsTheBytesAsTheyWereSent() {
        String id = store("M-1");

        Answer answer = door.get("/api/v1/activities/" + id + "/original");

        assertThat(answer.text()).isEqualTo("{\"interactionId\":\"M-1\",\"type\":\"voice\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Content-Disposition")).startsWith("attachment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/activities/nope",
                "/api/v1/activities/nope/original",
                "/api/v1/rejections/nope",
                "/api/v1/nope"
            })
    void answers404AsAProblem(String path) {
        Answer answer = door.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("nope");
    }

    @Test
    void passesEveryCriterionOn() {
        door.get(
                "/api/v1/activities?tenant=t&interactionId=i&globalInteractionId=g&phone=%2B49%2030&email=a%40b.example"
                        + "&agent=u-1&service=Web%20chat&type=voice&disposition=Product+sold&status=PARKED&destination=crm"
                        + "&externalId=x&receivedFrom=2026-11-21T10:15:00%2B01:00&receivedTo=1795256100000&after=01938c1e-0000-7000-8000-000000000001&limit=7");

        assertThat(door.ledger().queries())
                .containsExactly(new Records.Query(
                        "t",
                        "i",
                        "g",
                        "+49 30",
                        "a@b.example",
                        "u-1",
                        "Web chat",
                        "voice",
                        "Product sold",
                        "parked",
                        "crm",
                        "x",
                        Instant.parse("2026-11-21T09:15:00Z"),
                        Instant.ofEpochMilli(1795256100000L),
                        "01938c1e-0000-7000-8000-000000000001",
                        7));
    }

    @Test
    void asksForFiftyWithoutCriteria() {
        door.get("/api/v1/activities?service=");

        assertThat(door.ledger().queries().get(0).limit()).isEqualTo(50);
        assertThat(door.ledger().queries().get(0).service()).isNull();
    }

    @Test
    void leadsFromPageToPageWithoutLosingCriteria() {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stored.add(0, store("M-" + i));
        }

        List<String> seen = new ArrayList<>();
        String next = "/api/v1/activities?limit=2&service=a%26b%3Dc%20%2Bd";
        while (next != null) {
            Answer page = door.get(next);
            assertThat(page.status()).isEqualTo(200);
            page.json().get("items").forEach(item -> seen.add(item.get("id").asText()));
            next = page.json().get("next").asText(null);
        }

        assertThat(seen).isEqualTo(stored);
        assertThat(door.ledger().queries())
                .hasSize(3)
                .extracting(Records.Query::service)
                .containsOnly("a&b=c +d");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=201, limit",
        "limit=many, limit",
        "receivedFrom=yesterday, receivedFrom",
        "receivedTo=2026-13-01T00:00:00Z, receivedTo",
        "status=lost, status",
        "fone=1, fone",
        "type=voice&type=chat, type",
    })
    void namesTheParameterThatIsWrong(String query, String wrong) {
        Answer answer = door.get("/api/v1/activities?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThatJson(answer.text()).inPath("errors[*].parameter").isArray().containsExactly(wrong);
        assertThat(door.ledger().queries()).isEmpty();
    }

    @Test
    void namesEveryWrongParameterAtOnceAndRepeatsNoValue() {
        Answer answer = door.get("/api/v1/activities?limit=x4711&fone=x4711&%3Cb%3Ex4711=1");

        assertThatJson(answer.text()).node("errors").isArray().hasSize(3);
        assertThat(answer.text()).doesNotContain("x4711", "<b>");
    }

    @Test
    void routesAgainWithTheCurrentRulesAndAddsWhatIsMissing() {
        door.ledger().routes(Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "old"));
        String id = store("M-1");
        assertThatJson(door.get("/api/v1/activities/" + id).text())
                .node("plan.unroutedReason")
                .isEqualTo("no_rule_matched");
        door.ledger().routes(FakeLedger.planFor("crm"));

        Answer answer = reroute(id);

        assertThat(answer.status()).isEqualTo(200);
        assertThatJson(answer.text()).node("added").isEqualTo(1);
        assertThatJson(answer.text()).node("plan.destinations[0].destination").isEqualTo("crm");
        assertThatJson(reroute(id).text()).node("added").isEqualTo(0);
    }

    @Test
    void showsWhatADeliveryInDryRunWouldHaveSent() {
        String id = store("M-1");
        String delivery = door.get("/api/v1/activities/" + id)
                .json()
                .at("/deliveries/0/id")
                .asText();

        Answer answer = door.get("/api/v1/deliveries/" + delivery + "/dry-run");

        assertThatJson(answer.text()).isEqualTo("[{kind:'http', lookup:false, description:{method:'POST'}}]");
    }

    @Test
    void showsWhichStepOfTheRulesFailed() {
        door.ledger().routes(Plan.unrouted(UnroutedReason.ROUTING_FAILED, "the rule threw", FakeLedger.RULE, "cafe"));
        String id = store("M-1");

        Answer answer = door.get("/api/v1/activities/" + id);

        assertThatJson(answer.text())
                .node("plan.failedAt")
                .isEqualTo("{routeId:'routing-by-type', file:'3-routing.camel.yaml', line:12, whenLine:9}");
        assertThatJson(answer.text()).node("plan.unroutedDetail").isEqualTo("the rule threw");
    }

    @Test
    void saysWhyARecordIsStillRoutedNowhere() {
        String id = store("M-1");
        door.ledger().routes(Plan.unrouted(UnroutedReason.ROUTING_FAILED, "the rule threw", FakeLedger.RULE, "cafe"));

        Answer answer = reroute(id);

        assertThatJson(answer.text()).node("added").isEqualTo(0);
        assertThatJson(answer.text()).node("plan.unroutedReason").isEqualTo("routing_failed");
        assertThatJson(answer.text()).node("plan.failedAt.line").isEqualTo(12);
    }

    @Test
    void routesOnlyTheNewestRevisionAgain() {
        String first = store("M-1");
        door.post("{\"interactionId\":\"M-1\",\"type\":\"chat\"}");

        Answer answer = reroute(first);

        assertThat(answer.status()).isEqualTo(409);
        assertThatJson(answer.text()).node("reason").isEqualTo("not_the_newest_revision");
    }

    @Test
    void listsRejectionsNewestFirstPageByPage() {
        for (int i = 0; i < 3; i++) {
            door.post("{\"n\":" + i + "}");
        }

        Answer first = door.get("/api/v1/rejections?limit=2");
        Answer second = door.get(first.json().get("next").asText());

        assertThatJson(first.text()).node("items").isArray().hasSize(2);
        assertThatJson(second.text()).node("items").isArray().hasSize(1);
        assertThatJson(second.text()).node("next").isNull();
        assertThatJson(first.text()).node("items[0].errors[0].pointer").isEqualTo("/interactionId");
        assertThat(door.get("/api/v1/rejections?limit=0").status()).isEqualTo(400);
        assertThat(door.get("/api/v1/rejections?after=x").status()).isEqualTo(400);
        assertThat(door.get("/api/v1/rejections?before=x").status()).isEqualTo(400);
        assertThat(door.get("/api/v1/activities?after=abc").status()).isEqualTo(400);
    }

    @Test
    void showsARejectedBodyAsTextOrInBase64() {
        String text = refuse("{\"type\":\"voice\"}".getBytes(UTF_8), "application/json");
        String bytes = refuse(new byte[] {(byte) 0xff, 0, 1}, "application/octet-stream");

        assertThatJson(door.get("/api/v1/rejections/" + text).text())
                .node("body")
                .isString()
                .isEqualTo("{\"type\":\"voice\"}");
        assertThatJson(door.get("/api/v1/rejections/" + text).text())
                .node("bodyBase64")
                .isNull();
        assertThatJson(door.get("/api/v1/rejections/" + bytes).text())
                .node("body")
                .isNull();
        assertThatJson(door.get("/api/v1/rejections/" + bytes).text())
                .node("bodyBase64")
                .isEqualTo("/wAB");
    }

    @Test
    void storesACorrectedBodyOnceAndNotesWhatItBecame() {
        String id = refuse("{\"type\":\"voice\"}".getBytes(UTF_8), "application/json");

        Answer answer = resubmit(id, "{\"interactionId\":\"M-1\",\"type\":\"voice\"}");

        assertThat(answer.status()).isEqualTo(202);
        String activity = answer.json().get("id").asText();
        assertThatJson(door.get("/api/v1/rejections/" + id).text())
                .node("activityId")
                .isEqualTo(activity);
        assertThat(door.ledger().bodies().get(1).source()).isEqualTo("rejection " + id);
        Answer again = resubmit(id, "{\"interactionId\":\"M-1\",\"type\":\"voice\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThatJson(again.text()).node("activity.href").isEqualTo("/api/v1/activities/" + activity);
    }

    @Test
    void keepsARejectionOpenWhileTheCorrectionIsNoRecordEither() {
        String id = refuse("{\"type\":\"voice\"}".getBytes(UTF_8), "application/json");

        assertThat(resubmit(id, "{}").status()).isEqualTo(422);
        assertThat(resubmit(id, "{").status()).isEqualTo(400);
        assertThat(resubmit(id, "[{\"interactionId\":\"a\"},{}]").status()).isEqualTo(207);

        assertThatJson(door.get("/api/v1/rejections/" + id).text())
                .node("activityId")
                .isNull();
        assertThat(resubmit("nope", "{}").status()).isEqualTo(404);
    }

    @Test
    void letsAnOperatorResubmitAgainWhenTheLedgerWasAway() {
        String id = refuse("{\"type\":\"voice\"}".getBytes(UTF_8), "application/json");
        door.ledger()
                .answers(() -> CompletableFuture.failedFuture(
                        new LedgerUnavailableException("away", Duration.ofSeconds(4), null)));

        Answer answer = resubmit(id, "{\"interactionId\":\"M-1\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("4");
        door.ledger().answers(null);
        assertThat(resubmit(id, "{\"interactionId\":\"M-1\"}").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/activities",
                "/api/v1/activities/x",
                "/api/v1/rejections",
                "/api/v1/rejections/x",
            })
    void answers503WithRetryAfterWhileTheLedgerCannotBeRead(String path) {
        door.ledger().breaks(new LedgerUnavailableException("secret-4711", Duration.ofSeconds(7), null));

        Answer answer = door.get(path);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("secret-4711");
    }

    @Test
    void answers500WithoutTheMessageOfTheFailure() {
        door.ledger().breaks(new IllegalStateException("secret-4711"));

        Answer answer = door.get("/api/v1/activities/x");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("secret-4711", "Exception");
        assertThat(answer.json().get("instance").asText()).startsWith("urn:uuid:");
    }

    @Test
    void saysWhichMethodsAndMediaTypesThereAre() {
        Answer method = door.call("DELETE", "/api/v1/activities")
                .header("Content-Type", "application/json")
                .send();
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).contains("GET", "POST");

        Answer media = door.call("GET", "/api/v1/activities")
                .header("Accept", "text/html")
                .send();
        assertThat(media.status()).isEqualTo(406);
        assertThat(media.header("Content-Type")).isEqualTo("application/problem+json");
    }

    private static String store(String interactionId) {
        return door.post("{\"interactionId\":\"" + interactionId + "\",\"type\":\"voice\"}")
                .json()
                .get("id")
                .asText();
    }

    private static String refuse(byte[] body, String type) {
        Answer refused =
                door.call("POST", "/api/v1/activities").body(type, body).send();
        return refused.json().at("/rejection/id").asText();
    }

    private static Answer reroute(String id) {
        return door.call("POST", "/api/v1/activities/" + id + "/reroute")
                .header("Content-Type", "application/json")
                .send();
    }

    private static Answer resubmit(String id, String body) {
        return door.call("POST", "/api/v1/rejections/" + id + "/resubmit")
                .json(body)
                .send();
    }
}
