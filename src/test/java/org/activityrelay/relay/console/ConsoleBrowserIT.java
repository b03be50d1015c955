package org.activityrelay.relay.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real Chromium. It runs where one is installed; where none is, it is skipped with a message, unless the
 * environment variable {@code RELAY_BROWSER=required} says that it must not be.
 */
class ConsoleBrowserIT {

    private static final String SALE = "EE55D97E-2705-49D1-A36D-34B3381DD416";

    @TempDir
    static Path home;

    private static RunningRelay relay;
    private static Path chromium;

    private Browser browser;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.find();
        relay = ConsoleRelay.in(home);
        ConsoleRelay.take(relay, "voice-sale-5.24.json");
        ConsoleRelay.idOf(relay, SALE);
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
    }

    @BeforeEach
    void open() {
        launch(new NewContextOptions().setViewportSize(1200, 900));
    }

    private void launch(NewContextOptions options) {
        browser = Browser.open(chromium, options);
        page = browser.page();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void findsARecordAndTellsItsStory() {
        page.navigate(relay.address("/"));
        page.getByLabel("Where is this record?").fill("+1 (415) 555-0100");
        page.keyboard().press("Enter");

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Found")))
                .isVisible();
        assertThat(page.url()).doesNotContain("415555", "415%20555", "415+555");
        page.getByText(SALE).click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("voice · Retention · Product sold");
        assertThat(page.locator("#deliveries .journey .chip")).hasText(new String[] {"delivered", "dry run"});
        Locator sent = page.getByText("What would have been sent");
        sent.click();
        assertThat(page.locator("#deliveries pre")).containsText("crm.example.invalid");

        page.goBack();
        assertThat(page.getByLabel("Where is this record?")).hasValue("+1 (415) 555-0100");
        assertThat(page.getByText(SALE)).isVisible();
    }

    @Test
    void routesAnUnroutedRecordAgainWhenTheRuleIsMended() throws Exception {
        relay.post(
                "/api/v1/activities",
                "application/json",
                "{\"interactionId\":\"lost-1\",\"type\":\"email\"}".getBytes(StandardCharsets.UTF_8));
        ConsoleRelay.mendTheRule(relay);

        page.navigate(relay.address("/unrouted"));
        page.getByText("lost-1").click();
        assertThat(page.getByText("No rule wanted this record.")).isVisible();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Route again"))
                .click();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("one delivery was added");
        // The page looks again by itself until the delivery has ended.
        assertThat(page.locator("#deliveries .chip.good")).hasText("delivered");
        assertThat(page.locator("#deliveries")).not().hasAttribute("hx-trigger", "every 2s");
    }

    @Test
    void showsOlderRecordsWithoutLeavingThePage() throws Exception {
        for (int i = 0; i < 30; i++) {
            String record = "{\"interactionId\":\"many-" + i + "\",\"type\":\"chat\",\"service\":\"Many\"}";
            relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8));
        }
        page.navigate(relay.address("/"));
        page.getByText("Narrow it down").click();
        page.getByLabel("Service").fill("many");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search"))
                .click();
        assertThat(page.locator("#lines > li")).hasCount(25);
        page.getByText("Show older ones").click();

        assertThat(page.locator("#lines > li")).hasCount(30);
        assertThat(page.getByText("Show older ones")).hasCount(0);
    }

    @Test
    void fitsAPhone() {
        browser.close();
        launch(new NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.DARK));
        String record = "/records/" + ConsoleRelay.idOf(relay, SALE);
        for (String address : List.of(
                "/",
                "/unrouted",
                "/unrouted/reroute",
                "/deliveries",
                "/deliveries?state=delivered&type=voice",
                "/deliveries/replay?state=delivered",
                "/destinations",
                "/audit",
                "/persons",
                record)) {
            page.navigate(relay.address(address));

            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as("width of %s", address)
                    .isEqualTo(360);
        }
    }

    @Test
    void readsWithoutJavaScript() {
        browser.close();
        launch(new NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(relay.address("/"));
        page.getByLabel("Where is this record?").fill("ee55d97e-2705-49d1-a36d-34b3381dd416");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search"))
                .click();
        page.getByText(SALE).click();

        assertThat(page.locator(".facts").getByText("Ada Pereira")).isVisible();
    }
}
