package org.activityrelay.relay.collector;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import org.activityrelay.relay.console.Chromium;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, as somebody shows it to a customer. What it looks like then is below {@code target/demo}. */
class CollectorDemoIT {

    private static final Path PICTURES = Path.of("target/demo");
    private static final LocatorAssertions.HasTextOptions PATIENTLY =
            new LocatorAssertions.HasTextOptions().setTimeout(90_000);

    @TempDir
    Path home;

    @TempDir
    Path profile;

    private RunningRelay relay;
    private AgentBrowser browser;
    private Page page;
    private FrameLocator desktop;

    @BeforeAll
    static void needsABrowser() {
        Chromium.find();
    }

    @BeforeEach
    void start() throws Exception {
        browser = new AgentBrowser(profile);
        relay = RunningRelay.in(home).start("spring.profiles.active=development");
        page = browser.context().newPage();
        page.setViewportSize(1280, 860);
        page.navigate(relay.address("/collector/demo"));
        desktop = page.frameLocator("#viewport iframe");
    }

    @AfterEach
    void stop() {
        browser.close();
        relay.close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyRecordArrivesWhateverBreaks() {
        picture("1-empty");
        complete("voice", "Product sold");
        assertThat(page.locator("#count-done")).hasText("1", PATIENTLY);

        page.locator("#network").click();
        complete("chat", "Problem solved");
        assertThat(desktop.locator("#status")).containsText("1 record waits in this browser");
        picture("2-offline");
        complete("email", "Complaint");
        desktop.locator("#complete-and-crash").click();
        assertThat(page.getByText("The tab has crashed")).isVisible();
        picture("3-crashed");
        page.locator("#network").click();
        page.locator("#reopen").click();

        assertThat(page.locator("#count-done")).hasText("4", PATIENTLY);
        assertThat(page.locator("#count-saved")).hasText("4");
        assertThat(page.locator("#count-lost")).hasText("0");
        assertThat(desktop.locator("#status")).hasText("Everything is in the relay.");
        Locator complaint = page.locator(".record", new Page.LocatorOptions().setHasText("Email · Complaint"));
        assertThat(complaint
                        .locator(".chip")
                        .filter(new Locator.FilterOptions().setHasText("email"))
                        .first())
                .containsText("dry run");
        picture("4-arrived");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture("5-dark");
        page.setViewportSize(400, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(400);
        picture("6-phone");
    }

    private void complete(String type, String disposition) {
        desktop.locator("label:has([value=" + type + "])").click();
        desktop.locator("#disposition").selectOption(disposition);
        desktop.locator("#complete").click();
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(PICTURES.resolve(name + ".png")));
    }
}
