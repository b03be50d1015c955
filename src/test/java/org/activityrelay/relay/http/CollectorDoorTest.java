package org.activityrelay.relay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.activityrelay.relay.collector.TokenIssuer;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.MisconfiguredException;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The door for pages: publishable keys, bearer tokens, and what a page of another origin gets to read. */
class CollectorDoorTest {

    private static final String DOOR = "/collector/v1/activities";
    private static final String INTAKE = "/api/v1/activities";
    private static final String PAGE = "https://desktop.example.com";
    private static final String RECORD = "{\"interactionId\":\"M-1\",\"type\":\"voice\"}";

    private static final ApiKeys.NewKey PUBLISH = ApiKeys.generate(Role.PUBLISH, "page");
    private static final ApiKeys.NewKey BUSY = ApiKeys.generate(Role.PUBLISH, "busy");
    private static final ApiKeys.NewKey INGEST = ApiKeys.generate(Role.INGEST, "desktop");
    private static final TokenIssuer ISSUER = new TokenIssuer();

    private static RunningDoor door;

    @BeforeAll
    static void start() {
        String keys = "relay.security.keys.";
        door = RunningDoor.start(
                keys + "page.role=publish",
                keys + "page.hash=" + PUBLISH.hash(),
                keys + "busy.role=publish",
                keys + "busy.hash=" + BUSY.hash(),
                keys + "desktop.role=ingest",
                keys + "desktop.hash=" + INGEST.hash(),
                "relay.security.origins=" + PAGE,
                "relay.security.rate.failures.requests=1000000",
                "relay.security.rate.publish.requests=100",
                "relay.security.rate.publish.per=1h",
                "relay.security.rate.publish-address.requests=0",
                "relay.security.jwt.issuer=" + ISSUER.issuer(),
                "relay.security.jwt.audience=" + TokenIssuer.AUDIENCE,
                "relay.security.jwt.agent-claim=agent",
                "relay.security.jwt.scope=activities.write",
                "relay.security.jwt.tenant=acme",
                "relay.intake.http.max-body=20KB");
    }

    @AfterAll
    static void stop() {
        door.close();
        ISSUER.close();
    }

    @BeforeEach
    void forget() {
        door.ledger().reset();
    }

    // ---- publishable keys

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/activities",
        "GET, /api/v1/activities",
        "GET, /api/v1/rejections",
        "GET, /collector/v1/activities",
        "GET, /actuator/prometheus",
        "POST, /api/v1/erasures",
        "GET, /api/v1/destinations",
    })
    void letsAPublishableKeyDoNothingElse(String method, String path) {
        RunningDoor.Call call = door.call(method, path).key(PUBLISH.key());
        Answer answer = method.equals("POST") ? call.json(RECORD).send() : call.send();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(door.ledger().bodies()).isEmpty();
    }

    @Test
    void tellsAPublishableKeyNothingAboutWhatIsStored() {
        Answer first = post(PUBLISH.key(), RECORD);
        Answer again = post(PUBLISH.key(), RECORD);
        Answer waiting = door.call("POST", DOOR + "?wait=nonsense")
                .key(PUBLISH.key())
                .json(RECORD)
                .send();

        for (Answer answer : List.of(first, again, waiting)) {
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.text()).isEqualTo("{\"status\":\"stored\"}");
            assertThat(answer.header("Location")).isNull();
        }
        Body body = door.ledger().bodies().get(0);
        assertThat(body.intake()).isEqualTo("collector");
        assertThat(body.principal()).isEqualTo("page");
        assertThat(body.untrusted()).isTrue();
    }

    @Test
    void tellsAPublishableKeyWhichOfABatchWereRefusedAndWhy() {
        Answer answer = door.call("POST", DOOR)
                .key(PUBLISH.key())
                .body("application/x-ndjson", ("{}\n" + RECORD + "\n" + RECORD).getBytes(UTF_8))
                .send();

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().at("/items/0/httpStatus").asInt()).isEqualTo(422);
        assertThat(answer.json().at("/items/0/errors/0/detail").asText()).isNotEmpty();
        assertThat(answer.json().at("/items/1/httpStatus").asInt()).isEqualTo(202);
        assertThat(answer.json().at("/items/2/httpStatus").asInt())
                .as("known already")
                .isEqualTo(202);
        assertThat(answer.text()).doesNotContain("rejection", "\"id\"", "href");
    }

    @Test
    void namesNoRejectionToAPublishableKey() {
        Answer refused = post(PUBLISH.key(), "{}");
        Answer unread = door.call("POST", DOOR)
                .key(PUBLISH.key())
                .body("application/xml", "<x/>".getBytes(UTF_8))
                .send();

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).doesNotContain("rejection");
        assertThat(unread.status()).isEqualTo(415);
        assertThat(unread.text()).doesNotContain("rejection");
    }

    @Test
    void limitsAPublishableKey() {
        Answer answer;
        int sent = 0;
        do {
            answer = door.call("POST", DOOR)
                    .key(BUSY.key())
                    .header("Origin", PAGE)
                    .json(RECORD)
                    .send();
        } while (answer.status() == 202 && ++sent < 200);

        assertThat(sent).isEqualTo(100);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(post(PUBLISH.key(), RECORD).status()).as("another key").isEqualTo(202);
    }

    @Test
    void answersATrustedKeyAsTheOtherDoorDoes() {
        Answer answer = post(INGEST.key(), RECORD);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("id").asText()).isNotEmpty();
        assertThat(door.ledger().bodies().get(0).untrusted()).isFalse();
    }

    // ---- bearer tokens

    @Test
    void takesTheAgentAndTheTenantFromTheToken() {
        Answer answer = post(good(), RECORD);

        assertThat(answer.status()).isEqualTo(202);
        Body body = door.ledger().bodies().get(0);
        assertThat(body.principal()).isEqualTo("token:ada");
        assertThat(body.agent()).isEqualTo("A-7");
        assertThat(body.tenant()).isEqualTo("acme");
        assertThat(body.untrusted()).isFalse();
        assertThat(door.call("POST", INTAKE).key(good()).json(RECORD).send().status())
                .isEqualTo(200);
        assertThat(door.call("GET", INTAKE).key(good()).send().status())
                .as("it hands in, and no more")
                .isEqualTo(403);
    }

    static Stream<Map.Entry<String, String>> badTokens() throws Exception {
        Date past = Date.from(Instant.now().minusSeconds(300));
        Date future = Date.from(Instant.now().plusSeconds(300));
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER.issuer())
                .audience(TokenIssuer.AUDIENCE)
                .claim("scope", "activities.write")
                .expirationTime(future)
                .build();
        SignedJWT secret = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        secret.sign(new MACSigner("a shared secret that is long enough for it"));
        return Stream.of(
                Map.entry("audience", scoped(change -> change.audience("another"))),
                Map.entry("issuer", scoped(change -> change.issuer("https://evil.example"))),
                Map.entry("expired_or_too_early", scoped(change -> change.expirationTime(past))),
                Map.entry("expired_or_too_early", scoped(change -> change.notBeforeTime(future))),
                Map.entry("no_end", scoped(change -> change.expirationTime(null))),
                Map.entry("scope", ISSUER.token(change -> change.claim("scope", "profile activities.writer"))),
                Map.entry("", ISSUER.forged("ada")),
                Map.entry("", new PlainJWT(claims).serialize()),
                Map.entry("", secret.serialize()),
                Map.entry("", "aaaa.bbbb.cccc"));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void refusesATokenThatBreaksARule(Map.Entry<String, String> broken) {
        Answer answer = door.call("POST", DOOR)
                .key(broken.getValue())
                .header("Origin", PAGE)
                .json(RECORD)
                .send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(door.ledger().bodies()).isEmpty();
        if (!broken.getKey().isEmpty()) {
            assertThat(answer.json().get("rules").toString()).isEqualTo("[\"" + broken.getKey() + "\"]");
        }
    }

    @Test
    void takesScopesInBothOfTheirForms() {
        assertThat(post(ISSUER.token(change -> change.claim("scp", List.of("a", "activities.write"))), RECORD)
                        .status())
                .isEqualTo(202);
    }

    @Test
    void doesNotAskTheIssuerForEveryKeyThatSomebodyMakesUp() {
        post(good(), RECORD);
        int before = ISSUER.asked();
        String made = ISSUER.unknownKey("made-up");
        for (int i = 0; i < 30; i++) {
            assertThat(post(made, RECORD).status()).isIn(401, 503);
        }

        assertThat(ISSUER.asked() - before).isLessThanOrEqualTo(2);
        assertThat(post(good(), RECORD).status()).isEqualTo(200);
    }

    @Test
    void tellsEveryPageOfAnOfficeThatItsTokenIsOver() {
        String over =
                scoped(change -> change.expirationTime(Date.from(Instant.now().minusSeconds(300))));
        try (RunningDoor strict = RunningDoor.start(
                "relay.security.jwt.issuer=" + ISSUER.issuer(),
                "relay.security.jwt.audience=" + TokenIssuer.AUDIENCE,
                "relay.security.rate.failures.requests=2",
                "relay.security.rate.failures.per=1h")) {
            for (int i = 0; i < 10; i++) {
                assertThat(strict.call("POST", DOOR)
                                .key(over)
                                .json(RECORD)
                                .send()
                                .status())
                        .isEqualTo(401);
            }
            String forged = ISSUER.forged("ada");
            for (int i = 0; i < 2; i++) {
                assertThat(strict.call("POST", DOOR)
                                .key(forged)
                                .json(RECORD)
                                .send()
                                .status())
                        .isEqualTo(401);
            }
            assertThat(strict.call("POST", DOOR).key(forged).json(RECORD).send().status())
                    .isEqualTo(429);
        }
    }

    @Test
    void asksForPatienceWhileTheIssuerIsAway() {
        try (RunningDoor lonely = RunningDoor.start(
                "relay.security.jwt.issuer=http://127.0.0.1:1",
                "relay.security.jwt.audience=" + TokenIssuer.AUDIENCE,
                "relay.security.origins=" + PAGE)) {
            Answer answer = lonely.call("POST", DOOR)
                    .key(good())
                    .header("Origin", PAGE)
                    .json(RECORD)
                    .send();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().get("reason").asText()).isEqualTo("issuer_away");
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "relay.security.jwt.issuer=https://login.example.com, relay.security.jwt.audience",
        "relay.security.jwt.audience=relay, relay.security.jwt.issuer",
        "relay.security.jwt.issuer=http://login.example.com, relay.security.jwt.issuer",
    })
    void refusesToStartWithHalfAnIssuer(String setting, String named) {
        String other = setting.contains("http://") ? "relay.security.jwt.audience=relay" : "logging.level.root=ERROR";
        assertThatThrownBy(() -> RunningDoor.start(setting, other).close())
                .hasRootCauseInstanceOf(MisconfiguredException.class)
                .rootCause()
                .hasMessageContaining(named);
    }

    // ---- what a page gets to read

    @Test
    void letsAPageReadEveryRefusal() {
        assertThat(readable(null, RECORD)).isEqualTo(401);
        assertThat(readable("wrong", RECORD)).isEqualTo(401);
        assertThat(readable(PUBLISH.key(), "x".repeat(30_000))).isEqualTo(413);
        assertThat(readable(PUBLISH.key(), "{")).isEqualTo(400);
        assertThat(readable(PUBLISH.key(), "{}")).isEqualTo(422);
        door.ledger()
                .answers(() -> CompletableFuture.failedFuture(
                        new LedgerUnavailableException("away", Duration.ofSeconds(3), null)));
        assertThat(readable(PUBLISH.key(), RECORD)).isEqualTo(503);
        Answer forbidden = door.call("GET", INTAKE)
                .key(PUBLISH.key())
                .header("Origin", PAGE)
                .send();
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    }

    private static int readable(String key, String body) {
        RunningDoor.Call call = door.call("POST", DOOR).header("Origin", PAGE).json(body);
        Answer answer = (key == null ? call : call.key(key)).send();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Retry-After");
        return answer.status();
    }

    @Test
    void answersThePreflightOfAnAllowedPageOnly() {
        assertThat(preflight(PAGE).status()).isEqualTo(200);
        assertThat(preflight(PAGE).header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(preflight("https://evil.example").status()).isEqualTo(403);
    }

    @Test
    void servesTheCollectorToEveryPage() {
        for (String file : List.of(
                "activity-collector.js",
                "activity-collector.d.ts",
                "activity-collector-types.tgz",
                "simulated-desktop.js",
                "simulated-desktop.d.ts")) {
            Answer answer = door.call("GET", "/collector/v1/" + file)
                    .header("Origin", "https://anybody.example")
                    .send();

            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Set-Cookie")).isNull();
        }
        assertThat(door.get("/collector/v1/activity-collector.js").header("Content-Type"))
                .startsWith("text/javascript");
        assertThat(door.get("/collector/v1/nothing.js").status()).isEqualTo(404);
        assertThat(door.get("/collector/v1/..%2fapplication.yaml").status()).isEqualTo(400);
        assertThat(door.call("POST", "/collector/v1/activity-collector.js")
                        .json("{}")
                        .send()
                        .status())
                .isIn(401, 403);
    }

    @Test
    void servesEveryReleasedVersionForEver() throws Exception {
        Resource[] released =
                new PathMatchingResourcePatternResolver().getResources("classpath:collector/released/*.js");
        assertThat(released).isNotEmpty();
        for (Resource version : released) {
            Answer answer = door.get("/collector/v1/" + version.getFilename());

            assertThat(answer.body()).isEqualTo(version.getContentAsByteArray());
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
            assertThat(door.call("GET", "/collector/v1/" + version.getFilename())
                            .header("Origin", "https://anybody.example")
                            .send()
                            .header("Access-Control-Allow-Origin"))
                    .as("also for integrity, which needs CORS")
                    .isEqualTo("*");
        }
    }

    @Test
    void showsTheDemonstrationInDevelopmentOnly() {
        assertThat(door.get("/collector/demo").status()).isEqualTo(404);
        try (RunningDoor development = RunningDoor.start("spring.profiles.active=development")) {
            assertThat(development.get("/collector/demo").status()).isEqualTo(200);
            assertThat(development.get("/collector/demo/desktop.html").header("X-Frame-Options"))
                    .isEqualTo("SAMEORIGIN");
        }
    }

    private static Answer preflight(String origin) {
        return door.call("OPTIONS", DOOR)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .send();
    }

    private static String good() {
        return scoped(change -> {});
    }

    private static String scoped(Consumer<JWTClaimsSet.Builder> change) {
        return ISSUER.token(claims -> {
            claims.subject("ada").claim("agent", "A-7").claim("scope", "openid activities.write");
            change.accept(claims);
        });
    }

    private static Answer post(String key, String body) {
        return door.call("POST", DOOR).key(key).json(body).send();
    }
}
