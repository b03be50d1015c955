package org.activityrelay.relay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.privacy.CopiesUnreachableException;
import org.activityrelay.relay.privacy.StillUnderWayException;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

/** Makes the service answer each documented address with each documented status, and holds the answers to the document. */
class OpenApiTest {

    private static final ApiKeys.NewKey ADMIN = ApiKeys.generate(Role.ADMIN, "root");
    private static final ApiKeys.NewKey OPERATOR = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey INGEST = ApiKeys.generate(Role.INGEST, "desktop");
    private static final ApiKeys.NewKey PAGE = ApiKeys.generate(Role.PUBLISH, "page");
    private static final ApiKeys.NewKey LIMITED = ApiKeys.generate(Role.INGEST, "limited");

    private static final String INTAKE = "/api/v1/activities";
    private static final String COLLECTOR = "/collector/v1/activities";
    private static final String ONE = INTAKE + "/{id}";
    private static final String DRY_RUN = "/api/v1/deliveries/{id}/dry-run";
    private static final String REJECTIONS = "/api/v1/rejections";
    private static final String REJECTION = REJECTIONS + "/{id}";
    private static final String RESUBMIT = REJECTION + "/resubmit";
    private static final String DESTINATIONS = "/api/v1/destinations";
    private static final String REROUTE = ONE + "/reroute";
    private static final String FILES = "/api/v1/person-files";
    private static final String ERASURES = "/api/v1/erasures";
    private static final String RECORD = "{\"interactionId\":\"M-1\",\"type\":\"voice\"}";
    private static final LedgerUnavailableException AWAY =
            new LedgerUnavailableException("away", Duration.ofSeconds(3), null);

    private static RunningDoor door;
    private static ObjectNode document;

    private final Set<String> exercised = new TreeSet<>();

    @BeforeAll
    static void start() throws IOException {
        String keys = "relay.security.keys.";
        door = RunningDoor.start(
                keys + "root.role=admin",
                keys + "root.hash=" + ADMIN.hash(),
                keys + "ops.role=operator",
                keys + "ops.hash=" + OPERATOR.hash(),
                keys + "desktop.role=ingest",
                keys + "desktop.hash=" + INGEST.hash(),
                keys + "page.role=publish",
                keys + "page.hash=" + PAGE.hash(),
                keys + "limited.role=ingest",
                keys + "limited.hash=" + LIMITED.hash(),
                "relay.security.rate.key.requests=200",
                "relay.security.rate.key.per=1h",
                "relay.intake.http.max-body=1KB",
                "relay.intake.http.read-timeout=3s",
                "relay.intake.http.waiting.poll=10ms");
        document =
                (ObjectNode) new YAMLMapper().readTree(door.get("/openapi.yaml").body());
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @Test
    void isTheSameInYamlAndJson() {
        Answer json = door.get("/openapi.json");

        assertThat(json.json()).isEqualTo(document);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(door.get("/openapi.yaml").header("Content-Type")).isEqualTo("application/yaml");
        assertThat(document.get("openapi").asText()).startsWith("3.1");
    }

    @Test
    void servesTheSchemaOfARecord() {
        Answer answer = door.get("/schema/activity.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("$schema").asText()).contains("2020-12");
        assertThat(answer.json().at("/properties/interactionId").isObject()).isTrue();
    }

    @Test
    void findsADifferenceWhenThereIsOne() {
        ObjectNode wrong = (ObjectNode) RunningDoor.JSON.createObjectNode().put("id", 7);
        assertThat(schema("#/components/schemas/Accepted").validate(wrong)).hasSizeGreaterThan(3);
    }

    @Test
    void holdsForEveryAddressAndStatus() throws Exception {
        intake();
        collecting();
        searching();
        oneRecord();
        dryRun();
        deliveries();
        repairs();
        audit();
        configuration();
        checks();
        coverage();
        explanations();
        rejections();
        resubmitting();
        erasing();
        destinations();
        examining();
        trying();
        documentsAndHealth();

        assertThat(exercised).containsExactlyElementsOf(documented());
        assertThat(exercised).hasSizeGreaterThan(60);
    }

    private void intake() throws Exception {
        fresh();
        check("post", INTAKE, 202, post(RECORD));
        check("post", INTAKE, 200, post(RECORD));
        check("post", INTAKE, 202, post("[" + RECORD.replace("M-1", "M-2") + "]"));
        check("post", INTAKE, 200, post("[" + RECORD + "]"));
        check("post", INTAKE, 207, post("[" + RECORD + ",{}," + RECORD.replace("M-1", "M-3") + "]"));
        check("post", INTAKE, 422, post("[{},{}]"));
        check("post", INTAKE, 422, post("{}"));
        check("post", INTAKE, 400, post("{"));
        check("post", INTAKE, 413, post(" ".repeat(2000)));
        check(
                "post",
                INTAKE,
                415,
                as("POST", INTAKE).body("a/b", "x".getBytes(UTF_8)).send());
        check("post", INTAKE, 401, door.post(RECORD));
        check(
                "post",
                INTAKE,
                403,
                as("POST", INTAKE)
                        .header("Origin", "https://x.example")
                        .json(RECORD)
                        .send());
        check("post", INTAKE, 400, as("POST", INTAKE + "?wait=x").json(RECORD).send());
        check(
                "post",
                INTAKE,
                202,
                as("POST", INTAKE + "?wait=50ms&for=crm")
                        .json(RECORD.replace("M-1", "W"))
                        .send());
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "x", null);
        check(
                "post",
                INTAKE,
                200,
                as("POST", INTAKE + "?wait=9s&for=crm").json(RECORD).send());
        String head = "POST " + INTAKE + " HTTP/1.1\r\nX-API-Key: " + ADMIN.key() + "\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 900\r\nHost: ";
        check("post", INTAKE, 421, door.raw(head + "x.example\r\n\r\n" + " ".repeat(900)));
        check("post", INTAKE, 408, Wire.trickle(door.port(), head + "localhost\r\n\r\n"));
        check("post", INTAKE, 429, limited());
        tail();
        door.ledger().answers(() -> CompletableFuture.failedFuture(AWAY));
        check("post", INTAKE, 503, post(RECORD));
        door.ledger().answers(() -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
        check("post", INTAKE, 500, post(RECORD));
    }

    private void collecting() {
        fresh();
        check("post", COLLECTOR, 202, collect(ADMIN, RECORD));
        check("post", COLLECTOR, 200, collect(ADMIN, RECORD));
        check("post", COLLECTOR, 202, collect(PAGE, RECORD));
        check("post", COLLECTOR, 202, collect(PAGE, "[" + RECORD + "," + RECORD + "]"));
        check("post", COLLECTOR, 207, collect(PAGE, "[" + RECORD + ",{}]"));
        check("post", COLLECTOR, 207, collect(ADMIN, "[" + RECORD + ",{}]"));
        check("post", COLLECTOR, 400, collect(PAGE, "{"));
        check("post", COLLECTOR, 413, collect(PAGE, " ".repeat(2000)));
        check("post", COLLECTOR, 422, collect(PAGE, "{}"));
        check("post", COLLECTOR, 401, door.call("POST", COLLECTOR).json(RECORD).send());
        Answer unread = door.call("POST", COLLECTOR)
                .key(PAGE.key())
                .body("a/b", "x".getBytes(UTF_8))
                .send();
        check("post", COLLECTOR, 415, unread);
        Answer foreign = door.call("POST", COLLECTOR)
                .key(PAGE.key())
                .header("Origin", "https://x.example")
                .json(RECORD)
                .send();
        check("post", COLLECTOR, 403, foreign);
        limited();
        check("post", COLLECTOR, 429, collect(LIMITED, RECORD));
        door.ledger().answers(() -> CompletableFuture.failedFuture(AWAY));
        check("post", COLLECTOR, 503, collect(PAGE, RECORD));
    }

    private static Answer collect(ApiKeys.NewKey key, String body) {
        return door.call("POST", COLLECTOR).key(key.key()).json(body).send();
    }

    private void tail() {
        List<Receipt.Item> items = List.of(
                new Receipt.Stored(new Accepted("1", "a", 1, ActivityStatus.ROUTED, false)),
                new Receipt.NotStored("The ledger is away."));
        door.ledger().answers(() -> CompletableFuture.completedFuture(new Receipt(true, items)));
        Answer answer = post("[]");
        check("post", INTAKE, 207, answer);
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    private static Answer limited() {
        for (int i = 0; i < 500; i++) {
            Answer answer =
                    door.call("POST", INTAKE).key(LIMITED.key()).json(RECORD).send();
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("never limited");
    }

    private void searching() {
        fresh();
        check("get", INTAKE, 200, get(INTAKE));
        post(RECORD);
        post(RECORD.replace("M-1", "M-2"));
        check("get", INTAKE, 200, get(INTAKE + "?limit=1"));
        check("get", INTAKE, 400, get(INTAKE + "?x=1"));
        check("get", INTAKE, 401, door.get(INTAKE));
        check("get", INTAKE, 403, ingest("GET", INTAKE).send());
        check(
                "get",
                INTAKE,
                406,
                as("GET", INTAKE).header("Accept", "text/html").send());
        door.ledger().breaks(AWAY);
        check("get", INTAKE, 503, get(INTAKE));
    }

    private void dryRun() {
        fresh();
        String id = as("GET", ONE.replace("{id}", post(RECORD).json().get("id").asText()))
                .send()
                .json()
                .at("/deliveries/0/id")
                .asText();
        String real = DRY_RUN.replace("{id}", id);
        check("get", DRY_RUN, 200, get(real));
        check("get", DRY_RUN, 401, door.get(real));
        check("get", DRY_RUN, 403, ingest("GET", real).send());
        check("get", DRY_RUN, 404, get(DRY_RUN.replace("{id}", "nope")));
        door.ledger().breaks(AWAY);
        check("get", DRY_RUN, 503, get(real));
    }

    private void deliveries() {
        fresh();
        post(RECORD);
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.PARKED, null, "unprocessable");
        String list = "/api/v1/deliveries";
        Answer page = get(list + "?limit=1");
        check("get", list, 200, page);
        check("get", list, 400, get(list + "?x=1"));
        check("get", list, 401, door.get(list));
        check("get", list, 403, ingest("GET", list).send());
        String id = page.json().at("/items/0/id").asText();
        for (String path : List.of(list + "/{id}", list + "/{id}/replay", list + "/{id}/cancel")) {
            boolean reads = path.endsWith("}");
            String method = reads ? "get" : "post";
            String real = path.replace("{id}", id);
            check(method, path, 200, call(method, real));
            check(
                    method,
                    path,
                    401,
                    door.call(method.toUpperCase(), real).json("{}").send());
            check(
                    method,
                    path,
                    403,
                    ingest(method.toUpperCase(), real).json("{}").send());
            check(method, path, 404, call(method, path.replace("{id}", "nope")));
            if (!reads) {
                check(method, path, 400, as("POST", real).json("{\"x\":1}").send());
                check(method, path, 415, as("POST", real).send());
                door.ledger().change(id, path.endsWith("cancel") ? DeliveryState.DELIVERED : DeliveryState.IN_FLIGHT);
                check(method, path, 409, call(method, real));
            }
        }
        door.ledger().breaks(AWAY);
        check("get", list, 503, get(list));
        check("get", list + "/{id}", 503, get(list + "/" + id));
        check("post", list + "/{id}/replay", 503, call("post", list + "/" + id + "/replay"));
        check("post", list + "/{id}/cancel", 503, call("post", list + "/" + id + "/cancel"));
    }

    private void repairs() {
        for (String path : List.of("/api/v1/replays", "/api/v1/cancellations", "/api/v1/reroutes")) {
            fresh();
            if (path.endsWith("reroutes")) {
                door.ledger().routes(Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "old"));
                post(RECORD);
                door.ledger().routes(FakeLedger.planFor("crm"));
            } else {
                post(RECORD);
                door.ledger().settles("crm", Mode.LIVE, DeliveryState.PARKED, null, "unprocessable");
            }
            String all = "{\"filter\":{}}";
            Answer counted =
                    as("POST", path).json("{\"filter\":{},\"dryRun\":true}").send();
            check("post", path, 200, counted);
            assertThat(counted.json().get("count").asInt()).isPositive();
            check("post", path, 400, as("POST", path).json("{}").send());
            check("post", path, 401, door.call("POST", path).json(all).send());
            check("post", path, 403, ingest("POST", path).json(all).send());
            check("post", path, 415, as("POST", path).send());
            check(
                    "post",
                    path,
                    409,
                    as("POST", path).json("{\"filter\":{},\"expected\":700}").send());
            check("post", path, 200, as("POST", path).json(all).send());
            door.ledger().breaks(AWAY);
            check("post", path, 503, as("POST", path).json(all).send());
        }
    }

    private void checks() {
        String path = "/api/v1/checks";
        String wrong = "{\"routes/3-routing.camel.yaml\":\"- route:\\n    id: routing\\n    form: x\"}";
        Answer found = as("POST", path).json(wrong).send();
        check("post", path, 200, found);
        assertThat(found.json().get("ok").asBoolean()).isFalse();
        assertThat(found.json().at("/findings/0/file").asText()).isEqualTo("routes/3-routing.camel.yaml");
        Answer onDisk = as("POST", path)
                .body("application/json", new byte[0])
                .header("Content-Type", "application/json")
                .send();
        check("post", path, 200, onDisk);
        assertThat(onDisk.json().get("ok").asBoolean()).as(onDisk.toString()).isTrue();
        assertThat(onDisk.json().get("files").asInt()).isGreaterThan(10);
        check("post", path, 400, as("POST", path).json("[]").send());
        check("post", path, 400, as("POST", path).json("{\"../secrets\":\"x\"}").send());
        check("post", path, 401, door.call("POST", path).json(wrong).send());
        check("post", path, 403, ingest("POST", path).json(wrong).send());
        check("post", path, 415, as("POST", path).send());
    }

    private void coverage() {
        String path = "/api/v1/coverage";
        Answer all = get(path);
        check("get", path, 200, all);
        assertThat(all.json().get("unreached")).isEmpty();
        check("get", path, 400, get(path + "?destination=crm"));
        check("get", path, 401, door.get(path));
        check("get", path, 403, ingest("GET", path).send());
    }

    private void audit() {
        fresh();
        String path = "/api/v1/audit";
        check("get", path, 200, get(path));
        check("get", path, 400, get(path + "?limit=x"));
        check("get", path, 401, door.get(path));
        check("get", path, 403, ingest("GET", path).send());
        String status = "/api/v1/status";
        check("get", status, 200, get(status));
        check("get", status, 401, door.get(status));
        check("get", status, 403, ingest("GET", status).send());
        door.ledger().breaks(AWAY);
        check("get", path, 503, get(path));
        check("get", status, 503, get(status));
    }

    private void configuration() {
        fresh();
        String now = "/api/v1/configuration";
        check("get", now, 200, get(now));
        check("get", now, 401, door.get(now));
        check("get", now, 403, ingest("GET", now).send());
        String reload = now + "/reload";
        check("post", reload, 200, call("post", reload));
        check("post", reload, 401, door.call("POST", reload).json("{}").send());
        check("post", reload, 403, ingest("POST", reload).json("{}").send());
        String all = "/api/v1/configurations";
        check("get", all, 200, get(all));
        check("get", all, 400, get(all + "?limit=x"));
        check("get", all, 401, door.get(all));
        check("get", all, 403, ingest("GET", all).send());
        String changes = all + "/{hash}/changes";
        String some = all + "/" + FakeConfiguration.SECOND.hash().substring(0, 8) + "/changes";
        String since = "?since=" + FakeConfiguration.FIRST.hash();
        check("get", changes, 200, get(some + since));
        check("get", changes, 400, get(some));
        check("get", changes, 401, door.get(some + since));
        check("get", changes, 403, ingest("GET", some + since).send());
        check("get", changes, 404, get(some + "?since=012345"));
        door.ledger().breaks(AWAY);
        check("get", now, 503, get(now));
        check("post", reload, 503, call("post", reload));
        check("get", all, 503, get(all));
        check("get", changes, 503, get(some + since));
    }

    private void explanations() {
        fresh();
        String path = "/api/v1/explanations";
        String id = post(RECORD).json().get("id").asText();
        check("post", path, 200, as("POST", path).json(RECORD).send());
        check("post", path, 200, as("POST", path).json("[{}," + RECORD + "]").send());
        check(
                "post",
                path,
                200,
                as("POST", path).json("{\"id\":\"" + id + "\"}").send());
        check("post", path, 401, door.call("POST", path).json(RECORD).send());
        check("post", path, 403, ingest("POST", path).json(RECORD).send());
        check("post", path, 404, as("POST", path).json("{\"id\":\"nope\"}").send());
        check(
                "post",
                path,
                413,
                as("POST", path).json((RECORD + "\n").repeat(101)).send());
        check("post", path, 415, as("POST", path).send());
        String plans = "/api/v1/plans";
        check("get", plans, 200, get(plans + "?count=true&limit=1&receivedFrom=2026-01-01T00:00:00Z"));
        check("get", plans, 400, get(plans + "?limit=501"));
        check("get", plans, 401, door.get(plans));
        check("get", plans, 403, ingest("GET", plans).send());
        String tests = "/api/v1/tests";
        check(
                "post",
                tests,
                200,
                as("POST", tests).json("{\"only\":\"routing: a sale\"}").send());
        check("post", tests, 400, as("POST", tests).json("{\"x\":1}").send());
        check("post", tests, 401, door.call("POST", tests).json("{}").send());
        check("post", tests, 403, ingest("POST", tests).json("{}").send());
        check("post", tests, 415, as("POST", tests).send());
        door.ledger().breaks(AWAY);
        check("get", plans, 503, get(plans));
        check(
                "post",
                path,
                503,
                as("POST", path).json("{\"id\":\"" + id + "\"}").send());
    }

    private void oneRecord() {
        for (String path : List.of(ONE, ONE + "/original", REROUTE)) {
            fresh();
            String method = path.equals(REROUTE) ? "post" : "get";
            String first = post(RECORD).json().get("id").asText();
            String real = path.replace("{id}", first);
            check(method, path, 200, call(method, real));
            check(
                    method,
                    path,
                    401,
                    door.call(method.toUpperCase(), real).json("{}").send());
            check(
                    method,
                    path,
                    403,
                    path.equals(ONE)
                            ? as("GET", real)
                                    .header("Origin", "https://elsewhere.example.com")
                                    .send()
                            : ingest(method.toUpperCase(), real).json("{}").send());
            check(method, path, 404, call(method, path.replace("{id}", "nope")));
            if (path.equals(ONE)) {
                String own = ingest("POST", INTAKE)
                        .json(RECORD.replace("M-1", "M-7"))
                        .send()
                        .json()
                        .get("id")
                        .asText();
                check(
                        method,
                        path,
                        200,
                        ingest("GET", path.replace("{id}", own)).send());
                check(method, path, 404, ingest("GET", real).send());
            }
            if (path.equals(REROUTE)) {
                check(method, path, 415, as("POST", real).send());
                post(RECORD.replace("voice", "chat"));
                check(method, path, 409, call(method, real));
            }
            if (!path.endsWith("original")) {
                door.ledger().breaks(AWAY);
                check(method, path, 503, call(method, real));
            }
        }
    }

    private void rejections() {
        fresh();
        check("get", REJECTIONS, 200, get(REJECTIONS));
        String text = post("{}").json().at("/rejection/id").asText();
        String bytes = as("POST", INTAKE)
                .body("a/b", new byte[] {-1})
                .send()
                .json()
                .at("/rejection/id")
                .asText();
        check("get", REJECTIONS, 200, get(REJECTIONS + "?limit=1"));
        check("get", REJECTIONS, 400, get(REJECTIONS + "?limit=x"));
        check("get", REJECTIONS, 401, door.get(REJECTIONS));
        check("get", REJECTIONS, 403, ingest("GET", REJECTIONS).send());
        check("get", REJECTION, 200, get(REJECTIONS + "/" + text));
        check("get", REJECTION, 200, get(REJECTIONS + "/" + bytes));
        check("get", REJECTION, 401, door.get(REJECTIONS + "/" + text));
        check("get", REJECTION, 403, ingest("GET", REJECTIONS + "/" + text).send());
        check("get", REJECTION, 404, get(REJECTIONS + "/nope"));
        door.ledger().breaks(AWAY);
        check("get", REJECTIONS, 503, get(REJECTIONS));
        check("get", REJECTION, 503, get(REJECTIONS + "/" + text));
    }

    private void resubmitting() {
        fresh();
        String id = post("{}").json().at("/rejection/id").asText();
        String other = post("{}").json().at("/rejection/id").asText();
        String real = RESUBMIT.replace("{id}", id);
        check("post", RESUBMIT, 422, as("POST", real).json("{}").send());
        check("post", RESUBMIT, 400, as("POST", real).json("{").send());
        check("post", RESUBMIT, 413, as("POST", real).json(" ".repeat(2000)).send());
        check("post", RESUBMIT, 415, as("POST", real).send());
        check("post", RESUBMIT, 401, door.call("POST", real).json(RECORD).send());
        check("post", RESUBMIT, 403, ingest("POST", real).json(RECORD).send());
        check(
                "post",
                RESUBMIT,
                404,
                as("POST", RESUBMIT.replace("{id}", "nope")).json(RECORD).send());
        check(
                "post",
                RESUBMIT,
                207,
                as("POST", real).json("[{}," + RECORD + "]").send());
        check(
                "post",
                RESUBMIT,
                202,
                as("POST", real).json(RECORD.replace("M-1", "M-9")).send());
        check("post", RESUBMIT, 409, as("POST", real).json(RECORD).send());
        check(
                "post",
                RESUBMIT,
                200,
                as("POST", RESUBMIT.replace("{id}", other)).json(RECORD).send());
        door.ledger().breaks(AWAY);
        check("post", RESUBMIT, 503, as("POST", real).json(RECORD).send());
    }

    private void erasing() {
        fresh();
        String subject = "{\"phone\":\"+14155550100\"}";
        check("post", ERASURES, 200, as("POST", ERASURES).json(subject).send());
        check("post", ERASURES, 400, as("POST", ERASURES).json("{}").send());
        check("post", ERASURES, 401, door.call("POST", ERASURES).json(subject).send());
        check("post", ERASURES, 403, operator("POST", ERASURES).json(subject).send());
        check("post", ERASURES, 415, as("POST", ERASURES).send());
        door.ledger().breaks(new StillUnderWayException());
        check("post", ERASURES, 409, as("POST", ERASURES).json(subject).send());
        door.ledger().breaks(new CopiesUnreachableException("database", null));
        check("post", ERASURES, 503, as("POST", ERASURES).json(subject).send());
        fresh();
        check("post", FILES, 200, as("POST", FILES).json(subject).send());
        check(
                "post",
                FILES,
                400,
                as("POST", FILES).json(subject.replace("phone", "fon")).send());
        check("post", FILES, 401, door.call("POST", FILES).json(subject).send());
        check("post", FILES, 403, operator("POST", FILES).json(subject).send());
        check("post", FILES, 415, as("POST", FILES).send());
        door.ledger().breaks(AWAY);
        check("post", FILES, 503, as("POST", FILES).json(subject).send());
        door.ledger()
                .answers(() -> CompletableFuture.completedFuture(new Receipt(
                        false,
                        List.of(new Receipt.Stored(new Accepted(null, "gone", 0, ActivityStatus.ERASED, true))))));
        Answer late = post(RECORD);
        check("post", INTAKE, 200, late);
        assertThat(late.json().get("status").asText()).isEqualTo("erased");
        assertThat(late.header("Location")).isNull();
    }

    private void destinations() {
        fresh();
        check("get", DESTINATIONS, 200, get(DESTINATIONS));
        check("get", DESTINATIONS, 401, door.get(DESTINATIONS));
        check("get", DESTINATIONS, 403, ingest("GET", DESTINATIONS).send());
        String pause = DESTINATIONS + "/{name}/pause";
        String resume = DESTINATIONS + "/{name}/resume";
        String why = "{\"reason\":\"the CRM moves\"}";
        for (String path : List.of(pause, resume)) {
            fresh();
            String real = path.replace("{name}", "crm");
            check("post", path, 200, as("POST", real).json(why).send());
            check("get", DESTINATIONS, 200, get(DESTINATIONS));
            check("post", path, 401, door.call("POST", real).json(why).send());
            check("post", path, 403, ingest("POST", real).json(why).send());
            String other = path.replace("{name}", "nope");
            check("post", path, 404, as("POST", other).json(why).send());
            check("post", path, 415, as("POST", real).send());
            door.ledger().breaks(AWAY);
            check("post", path, 503, as("POST", real).json(why).send());
        }
        check("get", DESTINATIONS, 503, get(DESTINATIONS));
        check(
                "post",
                pause,
                400,
                as("POST", pause.replace("{name}", "crm")).json("{}").send());
    }

    private void examining() {
        fresh();
        String path = "/api/v1/diagnoses";
        String one = "{\"destination\":\"database\"}";
        check("post", path, 200, as("POST", path).json(one).send());
        check("post", path, 400, as("POST", path).json("{\"x\":1}").send());
        check("post", path, 401, door.call("POST", path).json(one).send());
        check("post", path, 403, ingest("POST", path).json(one).send());
        check(
                "post",
                path,
                404,
                as("POST", path).json("{\"destination\":\"nope\"}").send());
        check("post", path, 415, as("POST", path).send());
    }

    private void trying() {
        fresh();
        String path = DESTINATIONS + "/{name}/trials";
        String real = path.replace("{name}", "crm");
        check("post", path, 200, as("POST", real).json(RECORD).send());
        check(
                "post",
                path,
                400,
                as("POST", real).json("[" + RECORD + "," + RECORD + "]").send());
        check("post", path, 401, door.call("POST", real).json(RECORD).send());
        check("post", path, 403, ingest("POST", real).json(RECORD).send());
        check(
                "post",
                path,
                404,
                as("POST", path.replace("{name}", "nope")).json(RECORD).send());
        check("post", path, 409, as("POST", real + "?send=true").json(RECORD).send());
        check(
                "post",
                path,
                413,
                as("POST", real).json(" ".repeat(1_100_000) + RECORD).send());
        check("post", path, 415, as("POST", real).send());
        check(
                "post",
                path,
                422,
                as("POST", real).json("{\"interactionId\":\"M-1\"}").send());
        String id = post(RECORD).json().get("id").asText();
        door.ledger().breaks(AWAY);
        check(
                "post",
                path,
                503,
                as("POST", real).json("{\"id\":\"" + id + "\"}").send());
    }

    private void documentsAndHealth() {
        fresh();
        for (String path : List.of("/openapi.yaml", "/openapi.json", "/schema/activity.json")) {
            check("get", path, 200, door.get(path));
        }
        for (String path : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")) {
            check("get", path, 200, door.get(path));
        }
        AvailabilityChangeEvent.publish(door.application(), ReadinessState.REFUSING_TRAFFIC);
        check("get", "/actuator/health", 503, door.get("/actuator/health"));
        check("get", "/actuator/health/readiness", 503, door.get("/actuator/health/readiness"));
        AvailabilityChangeEvent.publish(door.application(), ReadinessState.ACCEPTING_TRAFFIC);
        check("get", "/actuator/prometheus", 200, get("/actuator/prometheus"));
        check("get", "/actuator/prometheus", 401, door.get("/actuator/prometheus"));
        check(
                "get",
                "/actuator/prometheus",
                403,
                ingest("GET", "/actuator/prometheus").send());
    }

    /** Holds one answer to the document: status, media type, headers, body. */
    private void check(String method, String path, int status, Answer answer) {
        String what = method + " " + path + " " + status;
        assertThat(answer.status()).as("%s: %s", what, answer).isEqualTo(status);
        JsonNode response = resolved(
                document.at("/paths").path(path).path(method).path("responses").path("" + status));
        assertThat(response.isObject()).as("%s is documented", what).isTrue();
        String type = answer.header("Content-Type").replaceAll(";.*", "");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isObject()).as("%s answers %s", what, type).isTrue();
        if (content.has("schema")) {
            assertThat(schema(content.get("schema")).validate(answer.json()))
                    .as(what + answer)
                    .isEmpty();
        }
        response.path("headers").properties().forEach(header -> {
            String value = answer.header(header.getKey());
            if (value != null) {
                JsonNode text = RunningDoor.JSON.getNodeFactory().textNode(value);
                assertThat(schema(resolved(header.getValue()).get("schema")).validate(text))
                        .as(what)
                        .isEmpty();
            }
        });
        exercised.add(what);
    }

    private static List<String> documented() {
        List<String> all = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> operation
                        .getValue()
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status -> all.add(operation.getKey() + " " + path.getKey() + " " + status))));
        return all.stream().sorted().toList();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonSchema schema(String reference) {
        return schema(RunningDoor.JSON.createObjectNode().put("$ref", reference));
    }

    /** The schema, with the document's components beside it for its references. */
    private static JsonSchema schema(JsonNode schema) {
        ObjectNode alone = RunningDoor.JSON.createObjectNode();
        alone.set("components", document.get("components"));
        alone.putArray("allOf").add(schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(alone);
    }

    private static void fresh() {
        door.ledger().reset();
    }

    private static Answer post(String body) {
        return as("POST", INTAKE).json(body).send();
    }

    private static Answer get(String path) {
        return as("GET", path).send();
    }

    private static Answer call(String method, String path) {
        return method.equals("get") ? get(path) : as("POST", path).json("{}").send();
    }

    private static RunningDoor.Call as(String method, String path) {
        return door.call(method, path).key(ADMIN.key());
    }

    private static RunningDoor.Call operator(String method, String path) {
        return door.call(method, path).key(OPERATOR.key());
    }

    private static RunningDoor.Call ingest(String method, String path) {
        return door.call(method, path).key(INGEST.key());
    }
}
