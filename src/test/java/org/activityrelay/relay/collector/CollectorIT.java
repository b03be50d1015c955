package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.Map;
import org.activityrelay.relay.console.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector in a real Chromium, in pages of another origin, while the service is there. */
class CollectorIT {

    @TempDir
    static Path home;

    @TempDir
    Path profile;

    private static CollectorRelay relay;
    private AgentBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        Chromium.find();
        relay = CollectorRelay.in(home);
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
    }

    @BeforeEach
    void open() {
        browser = new AgentBrowser(profile);
    }

    @AfterEach
    void close() {
        browser.close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void handsInWhatTheAgentSaves() {
        Page page = browser.open(relay.pages().page(), "{}");

        Object answer = page.evaluate("desktop.complete({ interactionId: 'C-1', disposition: 'Product sold' })");

        JsonNode stored = relay.only("C-1");
        assertThat(answer).as("the desktop is told nothing").isNull();
        assertThat(stored.get("intake").asText()).isEqualTo("collector");
        assertThat(stored.at("/activity/disposition").asText()).isEqualTo("Product sold");
        assertThat(stored.at("/activity/agentId").asText()).isEqualTo("A-7");
        assertThat(stored.at("/activity/agentLogin").asText()).isEqualTo("ada.pereira");
        assertThat(stored.at("/activity/additional/collector/sessionId").asText())
                .isEqualTo("S-1");
        assertThat(stored.at("/activity/additional/collector/agentVerified").asBoolean())
                .as("nobody but the page says so")
                .isFalse();
        AgentBrowser.until(page, "collector.waiting().then((count) => count === 0)");
        assertThat(page.evaluate("statuses.map((status) => status.code)").toString())
                .isEqualTo("[ready, sent]");
    }

    @Test
    void refusesOptionsThatCannotWorkWhereADeveloperSeesIt() {
        Page page = browser.open(relay.pages().page(), "{}");
        String tried = """
                (options) => {
                  try {
                    begin(options);
                    return 'begun';
                  } catch (failure) {
                    return failure.name + ': ' + failure.message;
                  }
                }""";

        assertThat(page.evaluate(tried, Map.of("url", "http://relay.example.com"))
                        .toString())
                .startsWith("TypeError: url must be https");
        assertThat(page.evaluate(tried, Map.of("token", "two words")).toString())
                .startsWith("TypeError: token");
        assertThat(page.evaluate(tried, Map.of("wait", 5000)).toString()).startsWith("TypeError: wait");
        assertThat(page.evaluate(tried, Map.of("url", 7)).toString()).startsWith("TypeError: url is missing");
    }

    @Test
    void leavesTheAnswerToAnotherHandlerOfThePage() {
        Page page = browser.open(relay.pages().page(), "{}");
        page.evaluate("""
                const first = desktop.on('ON_SAVE_ACTIVITY_RECORD', () => ({ id: 'mine' }));
                collector.stop();
                begin({});""");

        Object answer = page.evaluate("desktop.complete({ interactionId: 'C-2' })");

        assertThat(answer.toString()).isEqualTo("{id=mine}");
        relay.only("C-2");
    }

    @Test
    void sendsTheSameRecordOfTwoTabsOnce() {
        Page one = browser.open(relay.pages().page(), "{}");
        Page two = browser.open(relay.pages().page(), "{}");
        String save = "desktop.save({ interactionId: 'C-3', type: 'chat', disposition: 'Solved' })";

        one.evaluate(save);
        two.evaluate(save);
        one.evaluate(save);

        assertThat(relay.only("C-3").get("latestRevision").asInt()).isEqualTo(1);
    }

    @Test
    void sendsTheSameRecordOfTwoWidgetsInOnePageOnce() {
        Page page = browser.open(relay.pages().page(), "{}");
        page.evaluate("window.first = desktop; window.desktop = new desktop.constructor(); begin({}); true");
        String record = "({ interactionId: 'C-8', type: 'chat', disposition: 'Solved' })";

        page.evaluate("first.save(" + record + ")");
        page.evaluate("desktop.save(" + record + ")");

        assertThat(relay.only("C-8").get("latestRevision").asInt()).isEqualTo(1);
        AgentBrowser.until(page, "collector.waiting().then((count) => count === 0)");
    }

    @Test
    void takesWhateverADesktopMaySay() {
        Page page = browser.open(relay.pages().page(), "{}");
        page.evaluate("""
                () => {
                  const loop = { interactionId: 'C-4', type: 'voice' };
                  loop.self = loop;
                  desktop.save(loop);
                  desktop.save({ interactionId: 'C-5', type: 'email', description: 'x'.repeat(10 * 1024 * 1024), subject: 'Long' });
                  desktop.save({ interactionId: 'C-6', type: 'voice', get notes() { throw new Error('no'); }, big: 1n,
                    at: new Date(0), symbol: Symbol('s'), run() {}, lone: '\\ud800' });
                  desktop.save(new Proxy({}, { ownKeys() { throw new Error('never'); }, get() { throw new Error('never'); } }));
                  desktop.save(undefined);
                  desktop.save('text');
                  desktop.save([1, 2]);
                  let deep = { interactionId: 'C-7', type: 'chat' };
                  const top = deep;
                  for (let i = 0; i < 100000; i++) { deep = deep.deeper = {}; }
                  desktop.save(top);
                }""");

        assertThat(relay.only("C-4").at("/activity/additional/self").isNull()).isTrue();
        JsonNode cut = relay.only("C-5");
        assertThat(cut.at("/activity/subject").asText()).isEqualTo("Long");
        assertThat(cut.at("/activity/description").asText()).hasSizeBetween(100_000, 210_000);
        assertThat(cut.at("/activity/additional/collector/changed").asText())
                .isEqualTo("/description (10485760 characters, cut)");
        assertThat(relay.only("C-6").at("/activity/additional/big").asText()).isEqualTo("1");
        relay.only("C-7");
        assertThat(page.evaluate("statuses.filter((status) => status.code === 'lost').length"))
                .isEqualTo(4);
    }
}
