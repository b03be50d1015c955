package org.activityrelay.relay.http;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.activityrelay.relay.ledger.DeliveryFilter;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Repairs;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators look at deliveries, have them delivered again and take them back. */
class RepairApiTest {

    private static final ApiKeys.NewKey OPERATOR = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey BOUND = ApiKeys.generate(Role.OPERATOR, "bound");

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        String keys = "relay.security.keys.";
        door = RunningDoor.start(
                keys + "ops.role=operator",
                keys + "ops.hash=" + OPERATOR.hash(),
                keys + "bound.role=operator",
                keys + "bound.tenant=north",
                keys + "bound.hash=" + BOUND.hash(),
                "relay.ledger.repair.at-most=2");
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @BeforeEach
    void forget() {
        door.ledger().reset();
        repairs().forget();
    }

    @Test
    void showsADeliveryWithItsRecordAndEveryAttempt() {
        store("M-1");
        park();
        String id = list("").get("items").get(0).get("id").asText();

        Answer answer = get("/api/v1/deliveries/" + id);

        assertThatJson(answer.text()).node("delivery.state").isEqualTo("parked");
        assertThatJson(answer.text()).node("delivery.activity.href").isString().startsWith("/api/v1/activities/");
        assertThatJson(answer.text()).node("attempts").isEqualTo("""
                [{"number":1,"mode":"live","startedAt":"2026-11-21T12:00:00Z","took":31,"outcome":"rejected",
                  "reason":"unprocessable","statusCode":422,"detail":"HTTP 422: the field Stage is missing"}]""");
    }

    @Test
    void passesEveryCriterionOnFromAnAddressAndFromABody() {
        String id = "0196f0a0-0000-7000-8000-000000000001";
        get("/api/v1/deliveries?tenant=t&activityId=" + id + "&destination=crm&state=PARKED&reason=x&mode=dry-run"
                + "&receivedFrom=1000&receivedTo=2000&dueFrom=3000&dueTo=4000&endedFrom=5000&endedTo=6000&type=voice"
                + "&disposition=Sold&service=Sales");
        post("/api/v1/replays", """
                {"dryRun":true,"filter":{"tenant":"t","activityId":"%s","destination":"crm","state":"parked","reason":"x",
                 "mode":"dry-run","receivedFrom":"1970-01-01T00:00:01Z","receivedTo":2000,"dueFrom":3000,"dueTo":4000,
                 "endedFrom":5000,"endedTo":6000,"type":"voice","disposition":"Sold","service":"Sales"}}""".formatted(id));

        DeliveryFilter expected = new DeliveryFilter(
                "t",
                id,
                "crm",
                DeliveryState.PARKED,
                "x",
                Mode.DRY_RUN,
                Instant.ofEpochMilli(1000),
                Instant.ofEpochMilli(2000),
                Instant.ofEpochMilli(3000),
                Instant.ofEpochMilli(4000),
                Instant.ofEpochMilli(5000),
                Instant.ofEpochMilli(6000),
                "voice",
                "Sold",
                "Sales");
        assertThat(repairs().asked().get(0)).isEqualTo(expected);
        assertThat(((Repairs.Replay) repairs().asked().get(1)).filter()).isEqualTo(expected);
    }

    @Test
    void leadsFromPageToPage() {
        store("M-1");
        store("M-2");

        Answer first = get("/api/v1/deliveries?limit=3");
        Answer second = get(first.json().get("next").asText());

        assertThat(first.json().get("items")).hasSize(3);
        assertThat(second.json().get("items")).hasSize(1);
        assertThat(second.json().get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | /filter",
                "{\"filter\":[]} | /filter",
                "{\"filter\":{\"destinaton\":\"crm\"}} | /filter/destinaton",
                "{\"filter\":{\"state\":\"in_flight\"}} | /filter/state",
                "{\"filter\":{\"state\":\"delivered\"}} | /filter/state",
                "{\"filter\":{\"mode\":\"dry\"}} | /filter/mode",
                "{\"filter\":{\"receivedFrom\":\"yesterday\"}} | /filter/receivedFrom",
                "{\"filter\":{\"activityId\":\"x\"}} | /filter/activityId",
                "{\"filter\":{\"type\":7}} | /filter/type",
                "{\"filter\":{},\"dryrun\":true} | /dryrun",
                "{\"filter\":{},\"dryRun\":\"yes\"} | /dryRun",
                "{\"filter\":{},\"expected\":-1} | /expected",
                "{\"filter\":{},\"asOf\":\"now\"} | /asOf",
                "{\"filter\":{\"<b>x4711\":1}} | /filter"
            })
    void saysWhatIsWrongWithARequestAndWhere(String body, String pointer) {
        Answer answer = post("/api/v1/replays", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThatJson(answer.text()).inPath("errors[*].pointer").isArray().containsExactly(pointer);
        assertThat(answer.text()).doesNotContain("4711");
        assertThat(repairs().asked()).isEmpty();
    }

    @Test
    void countsFirstAndThenDoesNoMoreThanAllowed() {
        store("M-1");
        store("M-2");
        store("M-3");
        park();

        Answer counted = post("/api/v1/replays", "{\"filter\":{\"destination\":\"crm\"},\"dryRun\":true}");
        assertThatJson(counted.text()).node("count").isEqualTo(3);
        assertThatJson(counted.text()).node("more").isEqualTo(true);
        assertThatJson(counted.text()).node("done").isNull();
        assertThatJson(counted.text()).node("sample").isArray().hasSize(3);

        Answer done = post(
                "/api/v1/replays",
                "{\"filter\":{\"destination\":\"crm\"},\"expected\":3,\"asOf\":"
                        + counted.json().get("asOf") + "}");
        assertThatJson(done.text()).node("done").isEqualTo(2);
        assertThatJson(done.text()).node("more").isEqualTo(true);
        assertThatJson(get("/api/v1/audit").text()).node("items[0]").isEqualTo("""
                {"id":"00000000","at":"2026-11-21T12:00:00Z","who":"ops","action":"replay","filter":null,"count":2,
                 "detail":null}""");
    }

    @Test
    void doesNoMoreThanTheRequestAllows() {
        store("M-1");
        store("M-2");
        park();

        Answer done = post("/api/v1/replays", "{\"filter\":{},\"limit\":1}");
        assertThatJson(done.text()).node("done").isEqualTo(1);
        assertThatJson(done.text()).node("more").isEqualTo(true);
        assertThatJson(done.text()).node("atMost").isEqualTo(1);
        assertThat(post("/api/v1/replays", "{\"filter\":{},\"limit\":0}").status())
                .isEqualTo(400);
        assertThatJson(post("/api/v1/cancellations", "{\"filter\":{},\"limit\":900,\"dryRun\":true}")
                        .text())
                .node("atMost")
                .isEqualTo(2);
    }

    @Test
    void doesNothingWhenTheCountIsFarFromTheExpectedOne() {
        for (int i = 0; i < 9; i++) {
            store("M-" + i);
        }
        park();

        Answer refused = post("/api/v1/replays", "{\"filter\":{},\"expected\":8}");
        assertThat(refused.status()).isEqualTo(409);
        assertThatJson(refused.text()).node("reason").isEqualTo("count_differs");
        assertThatJson(refused.text()).node("count").isEqualTo(9);
        assertThat(get("/api/v1/audit").json().get("items")).isEmpty();
        assertThat(post("/api/v1/replays", "{\"filter\":{},\"expected\":10}").status())
                .isEqualTo(200);
    }

    @Test
    void saysWhatAReplayOfDeliveredOnesDoes() {
        store("M-1");
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "x", null);
        String id = list("").get("items").get(0).get("id").asText();

        Answer one = post("/api/v1/deliveries/" + id + "/replay", "{}");
        assertThat(one.status()).isEqualTo(409);
        assertThatJson(one.text()).node("reason").isEqualTo("already_delivered");
        assertThatJson(one.text()).node("detail").isString().contains("overwritten");
        Answer all = post("/api/v1/replays", "{\"filter\":{},\"includeDelivered\":true,\"dryRun\":true}");
        assertThatJson(all.text()).node("overwritten").isEqualTo("{crm:1}");

        Answer asked = post("/api/v1/deliveries/" + id + "/replay", "{\"includeDelivered\":true}");
        assertThatJson(asked.text()).node("delivery.state").isEqualTo("pending");
    }

    @Test
    void refusesWhatIsUnderWayOrOutdated() {
        store("M-1");
        String id = list("").get("items").get(0).get("id").asText();
        door.ledger().change(id, DeliveryState.IN_FLIGHT);
        assertThatJson(post("/api/v1/deliveries/" + id + "/replay", "{}").text())
                .node("reason")
                .isEqualTo("in_flight");

        send("{\"interactionId\":\"M-1\",\"type\":\"chat\"}");
        door.ledger().change(id, DeliveryState.SUPERSEDED);
        assertThatJson(post("/api/v1/deliveries/" + id + "/replay", "{}").text())
                .node("reason")
                .isEqualTo("not_the_newest_revision");
        assertThatJson(post("/api/v1/deliveries/" + id + "/cancel", "{}").text())
                .node("reason")
                .isEqualTo("already_final");
    }

    @Test
    void takesBackOneOrAll() {
        store("M-1");
        String id = list("").get("items").get(0).get("id").asText();

        assertThatJson(post("/api/v1/deliveries/" + id + "/cancel", "{}").text())
                .node("delivery.state")
                .isEqualTo("cancelled");
        assertThatJson(post("/api/v1/cancellations", "{\"filter\":{}}").text())
                .node("done")
                .isEqualTo(1);
    }

    @Test
    void routesAllAgainAndShowsFirstWhatTheyWouldGet() {
        door.ledger().routes(Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "old"));
        store("M-1");
        door.ledger().routes(FakeLedger.planFor("crm", "email"));

        Answer counted = post("/api/v1/reroutes", "{\"filter\":{},\"dryRun\":true}");
        assertThatJson(counted.text()).node("sample[0].destinations").isEqualTo("['crm','email']");
        assertThatJson(counted.text()).node("sample[0].reason").isEqualTo("no_rule_matched");
        assertThatJson(post("/api/v1/reroutes", "{\"filter\":{}}").text())
                .node("added")
                .isEqualTo(2);
    }

    @Test
    void saysWhetherAStopWouldInterruptAnything() {
        store("M-1");
        assertThatJson(get("/api/v1/status").text()).node("safeToStop").isEqualTo(true);

        door.ledger().settles("crm", Mode.LIVE, DeliveryState.IN_FLIGHT, null, null);
        assertThatJson(get("/api/v1/status").text()).node("safeToStop").isEqualTo(false);
        assertThatJson(get("/api/v1/status").text()).node("reasons[0]").isEqualTo("1 delivery is under way");
    }

    @Test
    void keepsAKeyThatIsBoundToATenantToItsOwn() {
        store("M-1");
        String id = list("").get("items").get(0).get("id").asText();

        assertThat(as(BOUND, "GET", "/api/v1/deliveries/" + id).send().status()).isEqualTo(404);
        assertThat(as(BOUND, "POST", "/api/v1/deliveries/" + id + "/cancel")
                        .json("{}")
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(as(BOUND, "GET", "/api/v1/audit").send().status()).isEqualTo(403);
        as(BOUND, "POST", "/api/v1/cancellations")
                .json("{\"filter\":{\"tenant\":\"south\"},\"dryRun\":true}")
                .send();
        Object last = repairs().asked().get(repairs().asked().size() - 1);
        assertThat(((Repairs.Cancellation) last).filter().tenant()).isEqualTo("north");
    }

    private static FakeRepairs repairs() {
        return door.application().getBean(FakeRepairs.class);
    }

    private static void store(String interactionId) {
        send("{\"interactionId\":\"" + interactionId + "\",\"type\":\"voice\"}");
    }

    private static void send(String record) {
        assertThat(post("/api/v1/activities", record).status()).isEqualTo(202);
    }

    private static void park() {
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.PARKED, null, "unprocessable");
    }

    private static com.fasterxml.jackson.databind.JsonNode list(String query) {
        return get("/api/v1/deliveries" + query).json();
    }

    private static Answer get(String path) {
        return as(OPERATOR, "GET", path).send();
    }

    private static Answer post(String path, String body) {
        return as(OPERATOR, "POST", path).json(body).send();
    }

    private static RunningDoor.Call as(ApiKeys.NewKey key, String method, String path) {
        return door.call(method, path).key(key.key());
    }
}
