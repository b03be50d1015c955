package org.activityrelay.relay.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Chromium with a profile of its own, that notes what it complains about. */
final class Browser implements AutoCloseable {

    private final List<String> complaints = new ArrayList<>();
    private final BrowserContext context;

    private Browser(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(90_000);
        context.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
    }

    static Playwright playwright() {
        return Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PATH", System.getenv("PATH"))));
    }

    static Browser launch(Playwright playwright, Path chromium, Path profile) {
        return launch(
                playwright,
                chromium,
                profile,
                new BrowserType.LaunchPersistentContextOptions().setViewportSize(1280, 900));
    }

    static Browser launch(
            Playwright playwright, Path chromium, Path profile, BrowserType.LaunchPersistentContextOptions options) {
        return new Browser(playwright
                .chromium()
                .launchPersistentContext(
                        profile, options.setExecutablePath(chromium).setArgs(Chromium.ARGUMENTS)));
    }

    Page page() {
        return context.pages().get(0);
    }

    void press(String button) {
        page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    void follow(String link) {
        page().getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .click();
    }

    /** Complaints that a test expects are not held against it. */
    void forgive() {
        complaints.clear();
    }

    /** A violation of the content security policy is an error on the browser's console. */
    @Override
    public void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }
}
