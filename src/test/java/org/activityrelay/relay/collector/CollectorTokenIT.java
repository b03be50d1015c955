package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.activityrelay.relay.console.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector with agents' bearer tokens, and with answers for the desktop from a live CRM. */
class CollectorTokenIT {

    @TempDir
    static Path home;

    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final WireMockServer CRM =
            new WireMockServer(WireMockConfiguration.wireMockConfig().dynamicPort());
    private static CollectorRelay relay;
    private AgentBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        Chromium.find();
        CRM.start();
        relay = CollectorRelay.in(
                home,
                "relay.security.jwt.issuer=" + ISSUER.issuer(),
                "relay.security.jwt.audience=" + TokenIssuer.AUDIENCE,
                "relay.destination.crm.mode=live",
                "relay.destination.crm.url=" + CRM.baseUrl() + "/activities");
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
        CRM.stop();
        ISSUER.close();
    }

    @BeforeEach
    void open() {
        CRM.resetAll();
        crmAnswersAfter(0);
        browser = new AgentBrowser();
    }

    @AfterEach
    void close() {
        browser.close();
        assertThat(browser.complaints()).isEmpty();
    }

    private static void crmAnswersAfter(int milliseconds) {
        CRM.stubFor(WireMock.post("/activities")
                .willReturn(WireMock.okJson("{\"id\":\"00T-1\"}").withFixedDelay(milliseconds)));
    }

    /** A page whose callback gives these tokens, the last one for ever. */
    private Page page(String options, String... tokens) {
        browser.context().addInitScript("window.asked = []");
        String callback =
                "(why) => { asked.push(why.refresh); return tokens.length > 1 ? tokens.shift() : tokens[0]; }";
        String begin = "(window.tokens = ['" + String.join("', '", tokens) + "'], { token: " + callback + ", " + options
                + " })";
        return browser.open(relay.pages().page(), begin);
    }

    private static void give(Page page, String token) {
        page.evaluate("tokens = ['" + token + "']");
    }

    @Test
    void verifiesTheAgentByTheToken() {
        Page page = page("", ISSUER.token("ADA.pereira"));

        page.evaluate("desktop.complete({ interactionId: 'J-1' })");

        JsonNode stored = relay.only("J-1");
        assertThat(stored.get("principal").asText()).isEqualTo("token:ADA.pereira");
        assertThat(stored.at("/activity/agentId").asText()).isEqualTo("A-7");
        assertThat(stored.at("/activity/additional/collector/agentVerified").asBoolean())
                .isTrue();
    }

    @Test
    void getsAnotherTokenWhenTheFirstIsOverAndLosesNothing() {
        String over = ISSUER.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(600))));
        Page page = page("", over, ISSUER.token("ada.pereira"));

        page.evaluate("desktop.complete({ interactionId: 'J-2' })");

        relay.only("J-2");
        assertThat(page.evaluate("asked").toString()).isEqualTo("[false, true]");
    }

    @Test
    void keepsTheRecordUntilThereIsAGoodToken() {
        Page page = page("", ISSUER.forged("ada.pereira"));
        page.evaluate("desktop.complete({ interactionId: 'J-3' })");
        AgentBrowser.until(page, "statuses.some((status) => status.code === 'unauthorized')");
        assertThat(page.evaluate("collector.waiting()")).isEqualTo(1);

        give(page, ISSUER.token("ada.pereira"));

        relay.only("J-3");
    }

    @Test
    void sendsWhatAFormerAgentLeftAsTheirs() {
        Page page = page("", ISSUER.forged("ada.pereira"));
        page.evaluate("desktop.complete({ interactionId: 'J-4' })");
        AgentBrowser.until(page, "statuses.some((status) => status.code === 'unauthorized')");

        give(page, ISSUER.token("ben.okafor"));
        page.evaluate("desktop.logIn({ agentId: 'A-8', username: 'ben.okafor', sessionId: 'S-2' })");
        page.evaluate("desktop.complete({ interactionId: 'J-5' })");

        JsonNode former = relay.only("J-4").get("activity");
        assertThat(former.get("agentLogin").asText()).isEqualTo("ada.pereira");
        assertThat(former.at("/additional/collector/agentVerified").asBoolean()).isFalse();
        assertThat(former.at("/additional/collector/sentBy").asText()).isEqualTo("ben.okafor");
        JsonNode own = relay.only("J-5").get("activity");
        assertThat(own.get("agentLogin").asText()).isEqualTo("ben.okafor");
        assertThat(own.at("/additional/collector/agentVerified").asBoolean()).isTrue();
    }

    @Test
    void tellsTheDesktopWhatTheCrmCallsTheRecord() {
        Page page = page("wait: { for: 'crm', atMost: 20000 }", ISSUER.token("ada.pereira"));

        Object answer = page.evaluate("desktop.complete({ interactionId: 'J-6' })");

        assertThat(answer.toString()).startsWith("{id=00T-1");
        assertThat(relay.only("J-6").get("latestRevision").asInt()).isEqualTo(1);
        AgentBrowser.until(page, "collector.waiting().then((count) => count === 0)");
    }

    @Test
    void tellsTheDesktopNothingWhenTheCrmIsSlow() {
        crmAnswersAfter(10_000);
        Page page = page("wait: { for: 'crm', atMost: 1000 }", ISSUER.token("ada.pereira"));

        Object answer = page.evaluate("""
                async () => {
                  const begun = performance.now();
                  const answer = await desktop.complete({ interactionId: 'J-7' });
                  return [answer === undefined, performance.now() - begun];
                }""");

        assertThat(((List<?>) answer).get(0)).isEqualTo(true);
        assertThat(((Number) ((List<?>) answer).get(1)).doubleValue()).isLessThan(10_000);
        relay.only("J-7");
    }

    @Test
    void tellsTheDesktopNothingInTimeWhileTheServiceIsDown() {
        Page page = page("wait: { for: 'crm', atMost: 1000 }", ISSUER.token("ada.pereira"));
        browser.context().setOffline(true);

        Object answer =
                page.evaluate("desktop.complete({ interactionId: 'J-8' }).then((answer) => answer === undefined)");
        browser.context().setOffline(false);

        assertThat(answer).isEqualTo(true);
        relay.only("J-8");
    }
}
