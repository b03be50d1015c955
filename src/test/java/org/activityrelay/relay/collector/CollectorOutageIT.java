package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.activityrelay.relay.console.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector in a real Chromium while something is broken: nothing is lost, and nothing is there twice. */
class CollectorOutageIT {

    private static final String SENDING = "navigator.locks.query().then((locks) => locks.held[0].clientId)";

    @TempDir
    static Path home;

    private static CollectorRelay relay;

    @TempDir
    Path profile;

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
    void openTheBrowser() {
        browser = new AgentBrowser(profile);
    }

    @AfterEach
    void goOn() {
        browser.close();
        if (!relay.isRunning()) {
            relay.start();
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Tag("full")
    void waitsForAServiceThatIsDown() {
        Page page = browser.open(relay.pages().page(), "{}");
        relay.stop();
        page.evaluate("desktop.complete({ interactionId: 'O-1' })");
        awaitStatus(page, "unreachable");

        relay.start();

        relay.only("O-1");
        awaitWaiting(page, 0);
    }

    @Test
    void sendsAThousandRecordsOnceThatWereSavedOffline() {
        Page page = browser.open(relay.pages().page(), "{}");
        browser.context().setOffline(true);
        page.evaluate("""
                for (let i = 0; i < 1000; i++) {
                  desktop.save({ interactionId: 'T-' + i, type: 'voice', description: 'x'.repeat(3500) });
                }""");
        awaitWaiting(page, 1000);

        browser.context().setOffline(false);

        awaitWaiting(page, 0);
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (String next = "/api/v1/activities?limit=200"; next != null; ) {
            JsonNode found = relay.relay().json(next);
            for (JsonNode item : found.get("items")) {
                if (item.get("interactionId").asText().startsWith("T-")) {
                    count++;
                    seen.add(item.get("interactionId").asText());
                    assertThat(item.get("revision").asInt()).isEqualTo(1);
                }
            }
            next = found.get("next").isNull() ? null : found.get("next").asText();
        }
        assertThat(seen).hasSize(1000);
        assertThat(count).isEqualTo(1000);
    }

    @Test
    @Tag("full")
    void sendsAgainWhatATabWasSendingWhenItWasClosed() {
        Page page = browser.open(relay.pages().page(), "{}");
        browser.context().route("**/collector/v1/activities", held -> {});
        page.waitForRequest(
                "**/collector/v1/activities", () -> page.evaluate("desktop.complete({ interactionId: 'O-3' })"));
        page.close();
        browser.context().unroute("**/collector/v1/activities");

        browser.open(relay.pages().page(), "{}");

        assertThat(relay.only("O-3").get("latestRevision").asInt()).isEqualTo(1);
    }

    @Test
    @Tag("full")
    void keepsWhatIsSavedInAPagesLastMoment() {
        Page page = browser.open(relay.pages().ownCopy(), "{}");
        awaitStatus(page, "ready");
        relay.stop();
        page.evaluate("desktop.complete({ interactionId: 'O-11' }); location.href = 'about:blank';");
        page.waitForURL("about:blank");
        relay.start();

        browser.open(relay.pages().page(), "{}");

        relay.only("O-11");
    }

    @Test
    @Tag("full")
    void comesBackWhenTheRelaySaysSoAndNotBefore() {
        Page page = browser.open(relay.pages().page(), "{}");
        page.evaluate(
                "window.attempts = []; const real = fetch;"
                        + " window.fetch = (...request) => { attempts.push(performance.now()); return real(...request); }; true");
        AtomicBoolean first = new AtomicBoolean(true);
        page.route("**/collector/v1/activities", route -> {
            if (first.getAndSet(false)) {
                route.fulfill(answer(503, "application/problem+json", "{\"reason\":\"ledger_unavailable\"}"));
            } else {
                route.resume();
            }
        });
        page.evaluate("desktop.complete({ interactionId: 'O-12' })");
        awaitStatus(page, "retrying");
        page.evaluate("dispatchEvent(new Event('online')); collector.flush()");
        awaitWaiting(page, 0);

        relay.only("O-12");
        assertThat(((Number) page.evaluate("attempts[1] - attempts[0]")).doubleValue())
                .isGreaterThanOrEqualTo(2000);
    }

    @Test
    @Tag("full")
    void takesNobodyElsesWordForStored() {
        Page page = browser.open(relay.pages().page(), "{}");
        page.route("**/collector/v1/activities", route -> route.fulfill(answer(200, "text/html", "<h1>Log in</h1>")));
        page.evaluate("desktop.complete({ interactionId: 'O-13' })");
        awaitStatus(page, "retrying");
        assertThat(page.evaluate("collector.waiting()")).isEqualTo(1);

        page.unroute("**/collector/v1/activities");
        page.evaluate("collector.flush()");

        awaitWaiting(page, 0);
        relay.only("O-13");
    }

    private Route.FulfillOptions answer(int status, String type, String body) {
        return new Route.FulfillOptions()
                .setStatus(status)
                .setContentType(type)
                .setBody(body)
                .setHeaders(Map.of(
                        "Content-Type",
                        type,
                        "Retry-After",
                        "2",
                        "Access-Control-Allow-Origin",
                        "*",
                        "Access-Control-Expose-Headers",
                        "Retry-After"));
    }

    @Test
    void keepsWhatAKilledBrowserStored() {
        Page page = browser.open(relay.pages().page(), "{}");
        relay.stop();
        page.evaluate("desktop.complete({ interactionId: 'O-4', description: 'before the crash' })");
        awaitWaiting(page, 1);

        browser.kill();
        relay.start();
        browser.start();
        Page next = browser.open(relay.pages().page(), "{}");

        assertThat(relay.only("O-4").at("/activity/description").asText()).isEqualTo("before the crash");
        awaitWaiting(next, 0);
    }

    @Test
    @Tag("full")
    void handsOverToTheNextTabWhenTheSendingOneCloses() {
        Page sender = browser.open(relay.pages().page(), "{}");
        Page other = browser.open(relay.pages().page(), "{}");
        relay.stop();
        sender.evaluate("desktop.complete({ interactionId: 'O-5' })");
        awaitStatus(sender, "unreachable");
        assertThat(other.evaluate("statuses.some((status) => status.code === 'unreachable')"))
                .as("one tab sends at a time")
                .isEqualTo(false);

        sender.close();
        relay.start();

        relay.only("O-5");
        awaitWaiting(other, 0);
    }

    @Test
    @Tag("full")
    void goesOnInMemoryWhenTheBrowserGivesNoMoreSpace() {
        Page page = browser.open(relay.pages().page(), "{}");
        awaitStatus(page, "ready");
        CDPSession session = browser.context().newCDPSession(page);
        JsonObject quota = new JsonObject();
        quota.addProperty("origin", relay.pages().origin());
        quota.addProperty("quotaSize", 1000);
        session.send("Storage.overrideQuotaForOrigin", quota);
        relay.stop();
        page.evaluate("desktop.save({ interactionId: 'O-6', type: 'voice', description: 'x'.repeat(150000) })");
        awaitStatus(page, "quota");
        assertThat(page.evaluate("collector.waiting()")).isEqualTo(1);

        relay.start();

        relay.only("O-6");
        awaitWaiting(page, 0);
    }

    @Test
    @Tag("full")
    void saysSoWhenMoreWaitsThanAllowed() {
        Page page = browser.open(relay.pages().page(), "{ limits: { records: 2 } }");
        awaitStatus(page, "ready");
        relay.stop();
        page.evaluate("for (let i = 1; i <= 5; i++) desktop.save({ interactionId: 'F-' + i, type: 'voice' });");
        awaitWaiting(page, 4); // two on disk, two in memory
        awaitStatus(page, "full");
        awaitStatus(page, "lost");
        assertThat(page.evaluate("statuses.find((status) => status.code === 'lost').record.interactionId"))
                .isEqualTo("F-5");

        relay.start();

        for (int i = 1; i <= 4; i++) {
            relay.only("F-" + i);
        }
    }

    @Test
    @Tag("full")
    void countsBytesAsWellAndWhatAnotherTabStored() {
        Page page = browser.open(relay.pages().page(), "{ limits: { bytes: 5000 } }");
        Page other = browser.open(relay.pages().page(), "{ limits: { bytes: 5000 } }");
        awaitStatus(page, "ready");
        awaitStatus(other, "ready");
        relay.stop();
        other.evaluate("desktop.save({ interactionId: 'B-1', type: 'voice', description: 'x'.repeat(2000) })");
        awaitWaiting(page, 1);
        assertThat(page.evaluate("statuses.some((status) => status.code === 'full')"))
                .isEqualTo(false);

        page.evaluate(
                "for (let i = 2; i <= 3; i++) desktop.save({ interactionId: 'B-' + i, type: 'voice', description: 'x'.repeat(2000) });");

        awaitStatus(page, "full");
        awaitWaiting(page, 3);
        awaitWaiting(other, 2);
        relay.start();
        for (int i = 1; i <= 3; i++) {
            relay.only("B-" + i);
        }
    }

    @Test
    @Tag("full")
    void takesTheTurnOfATabThatHangs() {
        // Both pages' beats come forty times as fast.
        String hurry = "window.beats = 0; const usual = setInterval;"
                + " setInterval = (work, every) => usual(() => { beats++; work(); }, every / 40);";
        Page hanging = browser.context().newPage();
        hanging.addInitScript(hurry);
        browser.begin(hanging, relay.pages().page(), "{}");
        awaitStatus(hanging, "ready");
        AgentBrowser.until(hanging, "beats > 0");
        Page other = browser.context().newPage();
        other.addInitScript(hurry);
        browser.begin(other, relay.pages().page(), "{}");
        Object sender = other.evaluate(SENDING);
        AgentBrowser.until(other, "beats > 12");
        assertThat(other.evaluate(SENDING)).as("one that lives keeps its turn").isEqualTo(sender);
        relay.stop();
        hanging.evaluate("desktop.complete({ interactionId: 'O-14' })");
        awaitStatus(hanging, "unreachable");
        hanging.evaluate("setTimeout(() => { for (;;) {} }, 1); true");
        relay.start();

        relay.only("O-14");
        awaitWaiting(other, 0);
        assertThat(other.evaluate(SENDING)).isNotEqualTo(sender);
    }

    @Test
    @Tag("full")
    void handsBackWhatIsTooOld() {
        Page page = browser.open(relay.pages().page(), "{ limits: { days: 0.00001 } }");
        relay.stop();
        page.evaluate("desktop.save({ interactionId: 'O-7', type: 'voice' })");

        awaitStatus(page, "expired");

        assertThat(page.evaluate("statuses.find((status) => status.code === 'expired').record.interactionId"))
                .isEqualTo("O-7");
        awaitWaiting(page, 0);
    }

    @Test
    @Tag("full")
    void worksInMemoryWithoutStorage() {
        browser.context()
                .addInitScript(
                        "delete globalThis.indexedDB;"
                                + " Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });");
        Page page = browser.open(relay.pages().page(), "{}");
        awaitStatus(page, "memory_only");
        relay.stop();
        page.evaluate("desktop.complete({ interactionId: 'O-8' })");
        awaitStatus(page, "unreachable");

        relay.start();

        relay.only("O-8");
    }

    @Test
    @Tag("full")
    void worksInAFrameOfAnotherSite() {
        browser.restartWithPartitionedStorage();
        Page page = browser.context().newPage();
        page.navigate(relay.pages().framing());
        Frame frame = page.frames().get(1);
        AgentBrowser.until(frame, "window.isReady === true");
        frame.evaluate("begin({})");
        relay.stop();
        frame.evaluate("desktop.complete({ interactionId: 'O-9' })");
        AgentBrowser.until(frame, "collector.waiting().then((count) => count === 1)");
        page.close();
        relay.start();
        Page top = browser.open(relay.pages().ownCopy(), "{}");
        top.evaluate("desktop.complete({ interactionId: 'O-10' })");
        relay.only("O-10");
        assertThat(relay.relay().json("/api/v1/activities?interactionId=O-9").get("items"))
                .as("what a frame stored belongs to the frame in its place")
                .isEmpty();

        Page again = browser.context().newPage();
        again.navigate(relay.pages().framing());
        Frame next = again.frames().get(1);
        AgentBrowser.until(next, "window.isReady === true");
        next.evaluate("begin({})");

        relay.only("O-9");
    }

    private static void awaitStatus(Page page, String code) {
        AgentBrowser.until(page, "statuses.some((status) => status.code === '" + code + "')");
    }

    private static void awaitWaiting(Page page, int count) {
        AgentBrowser.until(page, "collector.waiting().then((count) => count === " + count + ")");
    }
}
