package org.activityrelay.relay.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.console.Chromium;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages that docs/collector.md shows, as they stand there, in a browser. */
class CollectorDocsIT {

    private static final String EXAMPLE = "https://relay.example.com";

    @TempDir
    Path home;

    @TempDir
    Path profile;

    private CollectorRelay relay;
    private AgentBrowser browser;
    private List<MarkdownBlocks.Block> pages;
    private Page page;

    @BeforeAll
    static void needsABrowser() {
        Chromium.find();
    }

    @BeforeEach
    void start() throws Exception {
        browser = new AgentBrowser(profile);
        relay = CollectorRelay.in(home);
        pages = MarkdownBlocks.of(Path.of("docs/collector.md")).in("html");
        assertThat(pages).hasSize(2);
        page = browser.context().newPage();
        page.navigate(relay.pages().page());
        AgentBrowser.until(page, "window.isReady === true");
        page.evaluate("window.brightpattern = { AdApi: class { constructor() { return desktop; } } }");
    }

    @AfterEach
    void stop() {
        browser.close();
        relay.close();
    }

    @Test
    void theScriptToEmbedHandsRecordsIn() {
        String script = scriptOf(pages.get(0).text());
        assertThat(script).contains(EXAMPLE, "token: \"");

        // Without keys on the relay, the publishable key of the example is nobody's and is not asked for.
        run(script.replace(EXAMPLE, relay.relay().address("")));
        page.evaluate("desktop.complete({ interactionId: 'D-1' })");

        assertThat(relay.only("D-1").get("intake").asText()).isEqualTo("collector");
    }

    @Test
    @Tag("full")
    void thePolicyIsTheOneThatTheTestsPagesHave() throws Exception {
        String shown = MarkdownBlocks.of(Path.of("docs/collector.md"))
                .in("http")
                .get(0)
                .text()
                .replace("Content-Security-Policy:", "")
                .replace(EXAMPLE, relay.relay().address(""));
        String real = page.navigate(relay.pages().page()).headers().get("content-security-policy");

        assertThat(shown.strip().split("; *")).hasSize(2).allSatisfy(part -> assertThat(real)
                .contains(part));
    }

    @Test
    @Tag("full")
    void theFixedVersionIsWhatItsIntegritySays() {
        String tag = pages.get(1).text();
        String address = tag.replaceAll("(?s).*src=\"([^\"]+)\".*", "$1")
                .replace(EXAMPLE, relay.relay().address(""));
        String integrity = tag.replaceAll("(?s).*integrity=\"([^\"]+)\".*", "$1");

        assertThat(load(address, integrity)).isEqualTo("1.0.0");
        assertThat(load(address + "?2", integrity.replace("sha384-", "sha384-AAAA")))
                .isEqualTo("refused");
    }

    /** Loads a module by a checked script element, then imports it from the same address. */
    private Object load(String address, String integrity) {
        return page.evaluate("""
                async ([src, integrity]) => {
                  const script = Object.assign(document.createElement('script'),
                    { type: 'module', crossOrigin: 'anonymous', src, integrity });
                  await new Promise((resolve) => { script.onload = script.onerror = resolve; document.head.append(script); });
                  return import(src).then((module) => module.VERSION, () => 'refused');
                }""", List.of(address, integrity));
    }

    private void run(String script) {
        page.route(
                "**/embedded.js",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody(script)));
        Request loaded = page.waitForRequest(
                "**/embedded.js",
                () -> page.evaluate(
                        "document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '/embedded.js' }))"));
        assertThat(loaded.url()).endsWith("embedded.js");
        page.waitForLoadState();
        AgentBrowser.until(page, "performance.getEntriesByName(location.origin + '/embedded.js').length > 0");
    }

    private static String scriptOf(String html) {
        return html.replaceAll("(?s).*<script type=\"module\">(.*)</script>.*", "$1");
    }
}
