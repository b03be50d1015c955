package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.activityrelay.relay.console.Chromium;
import org.activityrelay.relay.journey.RunningRelay;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page with a publishable key, which everybody can read there. */
class CollectorKeyIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKeys.NewKey PAGE = ApiKeys.generate(Role.PUBLISH, "page");
    private static final ApiKeys.NewKey OPS = ApiKeys.generate(Role.OPERATOR, "ops");

    @TempDir
    Path home;

    private CollectorRelay relay;
    private AgentBrowser browser;

    @BeforeAll
    static void needsABrowser() {
        Chromium.find();
    }

    @BeforeEach
    void start() throws Exception {
        String keys = "relay.security.keys.";
        browser = new AgentBrowser();
        relay = CollectorRelay.in(
                home,
                keys + "page.role=publish",
                keys + "page.hash=" + PAGE.hash(),
                keys + "ops.role=operator",
                keys + "ops.hash=" + OPS.hash(),
                "server.forward-headers-strategy=native");
    }

    @AfterEach
    void stop() {
        browser.close();
        relay.close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void addsRecordsAndChangesNoneOfOthers() throws Exception {
        post("/api/v1/activities", "{\"interactionId\":\"K-2\",\"type\":\"voice\",\"disposition\":\"Product sold\"}");
        Page page = browser.open(
                relay.pages().page(), "{ token: '" + PAGE.key() + "', wait: { for: 'crm', atMost: 3000 } }");

        Object answer =
                page.evaluate("desktop.complete({ interactionId: 'K-1' }).then((answer) => answer === undefined)");
        page.evaluate("desktop.save({ interactionId: 'K-2', type: 'voice', disposition: 'Complaint' })");
        AgentBrowser.until(page, "collector.waiting().then((count) => count === 0)");

        assertThat(answer).as("a page with a public key is told no ids").isEqualTo(true);
        JsonNode added = first("K-1");
        assertThat(added.get("status").asText()).isEqualTo("routed");
        JsonNode changed = first("K-2");
        assertThat(changed.get("revision").asInt()).isEqualTo(2);
        assertThat(changed.get("unroutedReason").asText()).isEqualTo("untrusted_revision");
        assertThat(changed.get("deliveries")).isEmpty();

        post("/api/v1/activities/" + changed.get("id").asText() + "/reroute", "{}");

        await().until(() -> first("K-2").get("deliveries").toString().contains("\"email\""));
    }

    @Test
    void wantsHttpsFromAwayAlsoWhereAProxyEndsTls() throws Exception {
        assertThat(fromAway("http", "K-3")).contains("https_needed");
        assertThat(fromAway("https", "K-4")).contains("stored");
        assertThat(send(request("/api/v1/activities?interactionId=K-3")).at("/items"))
                .isEmpty();
        assertThat(first("K-4").get("revision").asInt()).isEqualTo(1);
    }

    private String fromAway(String scheme, String interactionId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(relay.relay().address("/collector/v1/activities")))
                .header("X-Forwarded-For", "198.51.100.7")
                .header("X-Forwarded-Proto", scheme)
                .header("Authorization", "Bearer " + PAGE.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"collector\":{\"version\":\"1.0.0\"},\"record\":{\"interactionId\":\"" + interactionId
                                + "\",\"type\":\"voice\"}}"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private JsonNode first(String interactionId) throws Exception {
        return send(request("/api/v1/activities?interactionId=" + interactionId))
                .at("/items/0");
    }

    private void post(String path, String json) throws Exception {
        send(request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(relay.relay().address(path)))
                .header("Authorization", "Bearer " + OPS.key());
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isLessThan(300);
        return RunningRelay.JSON.readTree(answer.body());
    }
}
