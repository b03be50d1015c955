package org.activityrelay.relay.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.journey.RunningRelay;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what at the console, once there are keys. */
class ConsoleLoginIT {

    private static final ApiKeys.NewKey OPS = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey BOSS = ApiKeys.generate(Role.ADMIN, "boss");
    private static final ApiKeys.NewKey ACME = ApiKeys.generate(Role.OPERATOR, "acme");
    private static final ApiKeys.NewKey DESK = ApiKeys.generate(Role.INGEST, "desk");
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @TempDir
    static Path home;

    private static RunningRelay relay;

    @BeforeAll
    static void start() throws Exception {
        relay = RunningRelay.in(home);
        String keys = "relay.security.keys.";
        relay.start(
                "relay.security.session=5s",
                keys + "ops.role=operator",
                keys + "ops.hash=" + OPS.hash(),
                keys + "boss.role=admin",
                keys + "boss.hash=" + BOSS.hash(),
                keys + "acme.role=operator",
                keys + "acme.tenant=acme",
                keys + "acme.hash=" + ACME.hash(),
                keys + "desk.role=ingest",
                keys + "desk.hash=" + DESK.hash());
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    /** Somebody with a browser, without the browser. */
    private static final class Visitor {

        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private String token;

        static Visitor with(ApiKeys.NewKey key) throws Exception {
            Visitor visitor = new Visitor();
            visitor.get("/login");
            assertThat(visitor.post("/login", "key=" + key.key()).statusCode()).isEqualTo(303);
            visitor.get("/");
            return visitor;
        }

        HttpResponse<String> get(String path) throws Exception {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(relay.address(path))).build(), BodyHandlers.ofString());
            Matcher found = TOKEN.matcher(answer.body());
            token = found.find() ? found.group(1) : token;
            return answer;
        }

        HttpResponse<String> post(String path, String form) throws Exception {
            return send(path, form + "&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        }

        HttpResponse<String> send(String path, String form) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(URI.create(relay.address(path)))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void letsOnlyAnAdministratorLookAtAPersonAndErase() throws Exception {
        Visitor ops = Visitor.with(OPS);
        assertThat(ops.get("/").body()).doesNotContain("href=\"/persons\"").contains("href=\"/audit\"");
        assertThat(ops.get("/persons").statusCode()).isEqualTo(403);
        for (String address : List.of("/persons", "/persons/file", "/persons/erase")) {
            assertThat(ops.post(address, "kind=email&text=a%40example.org&sure=true")
                            .statusCode())
                    .as(address)
                    .isEqualTo(403);
        }

        Visitor boss = Visitor.with(BOSS);
        assertThat(boss.get("/").body()).contains("href=\"/persons\"");
        assertThat(boss.get("/persons").statusCode()).isEqualTo(200);
    }

    @Test
    void keepsAnOperatorOfOneTenantFromWhatIsEverybodys() throws Exception {
        Visitor acme = Visitor.with(ACME);
        assertThat(acme.get("/").body())
                .doesNotContain("href=\"/audit\"")
                .doesNotContain("href=\"/destinations\"")
                .contains("href=\"/deliveries\"");
        assertThat(acme.get("/audit").statusCode()).isEqualTo(403);
        assertThat(acme.get("/destinations").statusCode()).isEqualTo(403);
        assertThat(acme.get("/deliveries").statusCode()).isEqualTo(200);
        assertThat(acme.get("/deliveries/replay").statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoFormWithoutTheTokenOfItsPage() throws Exception {
        Visitor ops = Visitor.with(OPS);
        for (String address : List.of("/deliveries/replay", "/deliveries/cancel", "/unrouted/reroute")) {
            assertThat(ops.send(address, "state=parked&asOf=1").statusCode())
                    .as(address)
                    .isEqualTo(403);
            assertThat(ops.post(address, "state=parked&asOf=1").statusCode())
                    .as(address + " with a CSRF token, but none of the form")
                    .isEqualTo(400);
        }
    }

    @Test
    void showsWhatCameOfAFormOnlyToWhoSentIt() throws Exception {
        Visitor ops = Visitor.with(OPS);
        String token = "0f0e0d0c-0b0a-4988-8766-554433221100";
        assertThat(ops.post("/deliveries/replay", "state=parked&asOf=1&token=" + token)
                        .statusCode())
                .isEqualTo(303);
        assertThat(ops.get("/done/" + token).body()).contains("Nothing was left to do");
        assertThat(Visitor.with(BOSS).get("/done/" + token).statusCode()).isEqualTo(404);
    }

    @Test
    void doesNotLetASenderIn() throws Exception {
        Visitor desk = new Visitor();
        desk.get("/login");
        assertThat(desk.post("/login", "key=" + DESK.key()).statusCode()).isEqualTo(403);
        assertThat(desk.get("/deliveries").statusCode()).isEqualTo(303);
    }

    @Test
    void asksForTheKeyAgainWhenTheSessionIsOver() {
        Path chromium = Chromium.find();
        try (Browser browser = Browser.open(chromium)) {
            browser.page().navigate(relay.address("/deliveries"));
            assertThat(browser.page()).hasURL(relay.address("/login?to=%2Fdeliveries"));
            browser.page().getByLabel("API key").fill(OPS.key());
            browser.press("Log in");
            assertThat(browser.page()).hasURL(relay.address("/deliveries"));

            await().until(() -> {
                browser.page().reload();
                return browser.page().url().contains("/login");
            });
            browser.page().getByLabel("API key").fill(OPS.key());
            browser.press("Log in");
            assertThat(browser.page()).hasURL(relay.address("/deliveries"));
        }
    }
}
