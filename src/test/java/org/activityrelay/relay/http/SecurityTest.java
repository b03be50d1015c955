package org.activityrelay.relay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, roles, tenants, hosts, origins and rates, with keys configured. */
class SecurityTest {

    private static final String RECORD = "{\"interactionId\":\"M-1\",\"type\":\"voice\"}";
    private static final String INTAKE = "/api/v1/activities";

    private static final ApiKeys.NewKey INGEST = ApiKeys.generate(Role.INGEST, "desktop");
    private static final ApiKeys.NewKey OLD = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey NEXT = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey ADMIN = ApiKeys.generate(Role.ADMIN, "root");
    private static final ApiKeys.NewKey ACME_INGEST = ApiKeys.generate(Role.INGEST, "acme");
    private static final ApiKeys.NewKey ACME_OPS = ApiKeys.generate(Role.OPERATOR, "acmeops");
    private static final ApiKeys.NewKey UNKNOWN = ApiKeys.generate(Role.ADMIN, "unknown");

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        String keys = "relay.security.keys.";
        door = RunningDoor.start(
                keys + "desktop.role=ingest",
                keys + "desktop.hash=" + INGEST.hash(),
                keys + "ops.role=operator",
                keys + "ops.hash=" + OLD.hash(),
                keys + "ops.next-hash=" + NEXT.hash().toUpperCase(Locale.ROOT).replace("SHA", "sha"),
                keys + "root.role=admin",
                keys + "root.hash=" + ADMIN.hash(),
                keys + "acme.role=ingest",
                keys + "acme.hash=" + ACME_INGEST.hash(),
                keys + "acme.tenant=acme",
                keys + "acmeops.role=operator",
                keys + "acmeops.hash=" + ACME_OPS.hash(),
                keys + "acmeops.tenant=acme",
                "relay.security.hosts=relay.example.com,[2001:db8::1]",
                "relay.security.origins=https://desktop.example.com,http://localhost:3000",
                "relay.security.rate.failures.requests=1000000");
    }

    @AfterAll
    static void stop() {
        door.close();
    }

    @BeforeEach
    void forget() {
        door.ledger().reset();
    }

    // ---- role by address

    @ParameterizedTest
    @CsvSource({
        // method, path, nobody, ingest, operator, admin
        "GET,  /actuator/health, 200, 200, 200, 200",
        "GET,  /actuator/health/liveness, 200, 200, 200, 200",
        "GET,  /actuator/health/readiness, 200, 200, 200, 200",
        "GET,  /openapi.yaml, 200, 200, 200, 200",
        "GET,  /openapi.json, 200, 200, 200, 200",
        "GET,  /schema/activity.json, 200, 200, 200, 200",
        "POST, /api/v1/activities, 401, 202, 202, 202",
        "GET,  /api/v1/activities, 401, 403, 200, 200",
        "GET,  /api/v1/activities/{activity}, 401, 404, 200, 200",
        "GET,  /api/v1/activities/{activity}/original, 401, 403, 200, 200",
        "POST, /api/v1/activities/{activity}/reroute, 401, 403, 200, 200",
        "GET,  /api/v1/deliveries/nope/dry-run, 401, 403, 404, 404",
        "GET,  /api/v1/rejections, 401, 403, 200, 200",
        "GET,  /api/v1/rejections/{rejection}, 401, 403, 200, 200",
        "POST, /api/v1/rejections/{rejection}/resubmit, 401, 403, 202, 202",
        "GET,  /actuator/prometheus, 401, 403, 200, 200",
        "GET,  /actuator/env, 401, 403, 404, 404",
        "GET,  /actuator/heapdump, 401, 403, 404, 404",
        "GET,  /actuator, 401, 403, 404, 404",
        "GET,  /error, 401, 403, 404, 404",
        "GET,  /, 401, 403, 404, 404",
        "PUT,  /api/v1/activities, 401, 403, 405, 405",
        "OPTIONS, /api/v1/activities, 401, 403, 200, 200",
    })
    void letsEachRoleDoWhatItMay(String method, String path, int nobody, int ingest, int operator, int admin) {
        assertThat(attempt(method, path, null)).as("nobody").isEqualTo(nobody);
        assertThat(attempt(method, path, INGEST.key())).as("ingest").isEqualTo(ingest);
        assertThat(attempt(method, path, OLD.key())).as("operator").isEqualTo(operator);
        assertThat(attempt(method, path, ADMIN.key())).as("admin").isEqualTo(admin);
        assertThat(attempt(method, path, UNKNOWN.key())).as("unknown key").isEqualTo(401);
    }

    private static int attempt(String method, String path, String key) {
        door.ledger().reset();
        String activity = as(ADMIN.key(), "POST", INTAKE)
                .json(RECORD)
                .send()
                .json()
                .get("id")
                .asText();
        String rejection = as(ADMIN.key(), "POST", INTAKE)
                .json("{}")
                .send()
                .json()
                .at("/rejection/id")
                .asText();
        String real = path.replace("{activity}", activity).replace("{rejection}", rejection);
        RunningDoor.Call call = key == null ? door.call(method, real) : as(key, method, real);
        Answer answer = method.startsWith("P")
                ? call.json("{\"interactionId\":\"other\",\"type\":\"chat\"}").send()
                : call.send();
        if (answer.status() >= 400) {
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        return answer.status();
    }

    @Test
    void showsASenderWhatBecameOfItsOwnRecordsAndNothingElse() {
        String own = as(INGEST.key(), "POST", INTAKE)
                .json("{\"interactionId\":\"M-9\",\"type\":\"voice\",\"description\":\"secret\"}")
                .send()
                .json()
                .get("href")
                .asText();
        door.ledger().settles("crm", Mode.LIVE, DeliveryState.DELIVERED, "00T-77", null);

        Answer seen = as(INGEST.key(), "GET", own).send();

        assertThat(seen.status()).isEqualTo(200);
        assertThatJson(seen.text()).isEqualTo("""
                {"id":"${json-unit.any-string}","interactionId":"M-9","revision":1,"status":"routed","deliveries":[
                  {"destination":"crm","part":"","mode":"live","state":"delivered","externalId":"00T-77",
                   "externalUrl":null,"reason":null},
                  {"destination":"database","part":"","mode":"dry-run","state":"pending","externalId":null,
                   "externalUrl":null,"reason":null}]}""");
        assertThat(as(ACME_INGEST.key(), "GET", own).send().status()).isEqualTo(404);
        assertThat(as(INGEST.key(), "GET", own + "/original").send().status()).isEqualTo(403);
        assertThat(as(INGEST.key(), "GET", INTAKE).send().status()).isEqualTo(403);
        assertThat(as(OLD.key(), "GET", own).send().json().has("activity")).isTrue();
    }

    @Test
    void showsASenderNothingOfAnotherKeysRecord() {
        String others = as(ADMIN.key(), "POST", INTAKE)
                .json(RECORD)
                .send()
                .json()
                .get("href")
                .asText();
        Answer duplicate = as(INGEST.key(), "POST", INTAKE).json(RECORD).send();

        assertThat(duplicate.status()).isEqualTo(200);
        assertThat(as(INGEST.key(), "GET", others).send().text())
                .isEqualTo(as(INGEST.key(), "GET", INTAKE + "/nope").send().text());
    }

    // ---- keys

    @Test
    void takesAKeyInEachOfThreePlaces() {
        String basic = Base64.getEncoder().encodeToString(("anyone:" + INGEST.key()).getBytes(UTF_8));
        for (String authorization : List.of("Bearer " + INGEST.key(), "bearer " + INGEST.key(), "Basic " + basic)) {
            assertThat(door.call("POST", INTAKE)
                            .header("Authorization", authorization)
                            .json(RECORD)
                            .send()
                            .status())
                    .isBetween(200, 202);
        }
        assertThat(door.call("POST", INTAKE)
                        .header("X-API-Key", INGEST.key())
                        .json(RECORD)
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(door.ledger().bodies())
                .allSatisfy(body -> assertThat(body.principal()).isEqualTo("desktop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic !!!",
                "Basic dXNlcjo=",
                "Basic dXNlcg==",
                "Digest username=\"x\"",
                "Negotiate abc"
            })
    void refusesWhatIsNoKnownKeyWithoutRepeatingIt(String authorization) {
        Answer answer = door.call("POST", INTAKE)
                .header("Authorization", authorization)
                .json(RECORD)
                .send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("reason").asText()).isEqualTo("unknown_key");
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @Test
    void doesNotTakeAHashForItsKey() {
        assertThat(as(ADMIN.hash(), "GET", INTAKE).send().status()).isEqualTo(401);
        assertThat(as(ADMIN.hash().substring(7), "GET", INTAKE).send().status()).isEqualTo(401);
        assertThat(as("x".repeat(5000), "GET", INTAKE).send().status()).isEqualTo(401);
    }

    @Test
    void saysHowToAuthenticateButSparesPagesTheBrowsersDialogue() {
        assertThat(door.get(INTAKE).header("WWW-Authenticate")).contains("Bearer ", "Basic ");
        assertThat(door.call("GET", INTAKE)
                        .header("Origin", "https://desktop.example.com")
                        .send()
                        .header("WWW-Authenticate"))
                .contains("Bearer ")
                .doesNotContain("Basic ");
    }

    @Test
    void takesTheOldAndTheNextKeyAtOnce() {
        assertThat(as(OLD.key(), "GET", INTAKE).send().status()).isEqualTo(200);
        assertThat(as(NEXT.key(), "GET", INTAKE).send().status()).isEqualTo(200);
        assertThat(as(INGEST.key(), "GET", INTAKE).send().status()).isEqualTo(403);
    }

    // ---- tenants

    @Test
    void bindsWhatAKeySendsToItsTenant() {
        as(ACME_INGEST.key(), "POST", INTAKE).json(RECORD).send();
        as(INGEST.key(), "POST", INTAKE).json(RECORD).send();

        assertThat(door.ledger().bodies()).extracting(Body::tenant).containsExactly("acme", null);
    }

    @Test
    void showsAKeyOfATenantThatTenantOnly() {
        String ours = as(ACME_INGEST.key(), "POST", INTAKE)
                .json(RECORD)
                .send()
                .json()
                .get("id")
                .asText();
        String theirs = as(INGEST.key(), "POST", INTAKE)
                .json(RECORD)
                .send()
                .json()
                .get("id")
                .asText();
        String refused = as(INGEST.key(), "POST", INTAKE)
                .json("{}")
                .send()
                .json()
                .at("/rejection/id")
                .asText();

        assertThat(as(ACME_OPS.key(), "GET", INTAKE + "/" + ours).send().status())
                .isEqualTo(200);
        assertThat(as(ACME_OPS.key(), "GET", INTAKE + "/" + theirs).send().status())
                .isEqualTo(404);
        assertThat(as(ACME_OPS.key(), "GET", INTAKE + "/" + theirs + "/original")
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(as(ACME_OPS.key(), "POST", INTAKE + "/" + theirs + "/reroute")
                        .json("{}")
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(as(ACME_OPS.key(), "GET", "/api/v1/rejections/" + refused)
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(as(ACME_OPS.key(), "POST", "/api/v1/rejections/" + refused + "/resubmit")
                        .json(RECORD)
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(as(ACME_OPS.key(), "GET", "/api/v1/rejections").send().json().get("items"))
                .isEmpty();
        assertThat(as(OLD.key(), "GET", INTAKE + "/" + ours).send().status()).isEqualTo(200);

        as(ACME_OPS.key(), "GET", INTAKE + "?tenant=default").send();
        assertThat(door.ledger().queries()).extracting(Records.Query::tenant).containsExactly("acme");
    }

    // ---- hosts

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9999",
                "localhost.",
                "127.0.0.1",
                "127.0.0.1:80",
                "[::1]",
                "[::1]:8080",
                "relay.example.com",
                "Relay.Example.COM:443",
                "[2001:db8::1]"
            })
    void answersForKnownHosts(String host) throws Exception {
        assertThat(health(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil-4711.example",
                "localhost.evil-4711.example",
                "xrelay.example.com",
                "relay.example.com.evil-4711.example",
                "127.0.0.2",
                "10.1.2.3",
                "[::2]",
                "2130706433"
            })
    void answersForNoOtherHost(String host) throws Exception {
        Answer answer = health(host);

        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.json().get("reason").asText()).isEqualTo("unknown_host");
        assertThat(answer.json().get("detail").asText()).contains("RELAY_SECURITY_HOSTS");
        assertThat(answer.text()).doesNotContain("4711");
    }

    // ---- origins

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil-4711.example",
                "http://desktop.example.com",
                "https://desktop.example.com:8443",
                "https://desktop.example.com.evil-4711.example",
                "http://localhost:4711",
                "null",
                "file://"
            })
    void refusesForeignOriginsEvenWithAKey(String origin) {
        for (String method : List.of("GET", "POST")) {
            Answer answer = as(ADMIN.key(), method, INTAKE)
                    .header("Origin", origin)
                    .body("text/plain", RECORD.getBytes(UTF_8))
                    .send();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().get("reason").asText()).isEqualTo("foreign_origin");
            assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
            assertThat(answer.text()).doesNotContain("4711");
        }
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @Test
    void letsAllowedPagesReadAnswersAndRefusals() {
        for (String key : List.of(INGEST.key(), UNKNOWN.key())) {
            Answer answer = as(key, "POST", INTAKE)
                    .header("Origin", "https://desktop.example.com")
                    .json(RECORD)
                    .send();

            assertThat(answer.status()).isIn(202, 401);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://desktop.example.com");
            assertThat(answer.header("Access-Control-Expose-Headers")).contains("Location", "Retry-After");
            assertThat(answer.header("Vary")).contains("Origin");
            assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        }
    }

    @Test
    void letsThePagesOfTheServiceItselfCall() {
        Answer answer = as(INGEST.key(), "POST", INTAKE)
                .header("Origin", "http://127.0.0.1:" + door.port())
                .json(RECORD)
                .send();

        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void answersAPreflightWithoutAKey() {
        Answer answer = preflight("https://desktop.example.com", "POST", "authorization,content-type,x-api-key");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://desktop.example.com");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .containsIgnoringCase("authorization")
                .containsIgnoringCase("content-type")
                .containsIgnoringCase("x-api-key");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
    }

    @Test
    void refusesPreflightsOfOtherOriginsMethodsAndHeaders() {
        assertThat(preflight("https://evil.example", "POST", "content-type").status())
                .isEqualTo(403);
        assertThat(preflight("https://desktop.example.com", "PATCH", "content-type")
                        .status())
                .isEqualTo(403);
        assertThat(preflight("https://desktop.example.com", "POST", "camelhttpuri")
                        .status())
                .isEqualTo(403);
    }

    // ---- what operators do, and what everybody gets

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""})
    void takesOperatorsActionsAsJsonOnly(String type) {
        String id = as(ADMIN.key(), "POST", INTAKE)
                .json(RECORD)
                .send()
                .json()
                .get("id")
                .asText();
        for (String path : List.of(INTAKE + "/" + id + "/reroute", "/api/v1/rejections/x/resubmit")) {
            RunningDoor.Call call = as(OLD.key(), "POST", path);
            Answer answer = (type.isEmpty() ? call : call.body(type, "{}".getBytes(UTF_8))).send();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.json().get("reason").asText()).isEqualTo("json_only");
        }
    }

    @Test
    void sendsSecurityHeadersWithAnswersAndRefusals() {
        for (Answer answer : List.of(door.get("/actuator/health"), door.get(INTAKE), door.get("/nope"))) {
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Server")).isNull();
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    @Test
    void showsHealthDetailsToOperatorsOnly() {
        assertThat(door.get("/actuator/health").text()).doesNotContain("components");
        assertThat(as(INGEST.key(), "GET", "/actuator/health").send().text()).doesNotContain("components");
        assertThat(as(OLD.key(), "GET", "/actuator/health").send().text()).contains("components");
        assertThat(as(ADMIN.key(), "GET", "/actuator/health").send().text()).contains("components");
        assertThat(door.get("/actuator/health/readiness").text()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(door.get("/actuator/health/liveness").text()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void refusesAnUnfinishedBodyWithoutAKeySoon() throws Exception {
        Answer answer = door.raw("POST /api/v1/activities HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{");

        assertThat(answer.status()).isEqualTo(401);
    }

    private static RunningDoor.Call as(String key, String method, String path) {
        return door.call(method, path).key(key);
    }

    private static Answer health(String host) throws Exception {
        return door.raw("GET /actuator/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static Answer preflight(String origin, String method, String headers) {
        return door.call("OPTIONS", INTAKE)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers)
                .send();
    }
}
