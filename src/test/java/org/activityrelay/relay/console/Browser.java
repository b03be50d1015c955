package org.activityrelay.relay.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page in a Chromium that remembers nothing of other tests, and notes what it complains about. */
final class Browser implements AutoCloseable {

    private final List<String> complaints = new ArrayList<>();
    private final BrowserContext context;
    private final Page page;

    private Browser(BrowserContext context) {
        this.context = context;
        page = context.newPage();
        context.setDefaultTimeout(90_000);
        context.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
    }

    static Browser open(Path chromium) {
        return open(chromium, new NewContextOptions().setViewportSize(1280, 900));
    }

    static Browser open(Path chromium, NewContextOptions options) {
        return new Browser(SharedPlaywright.newContext(chromium, options));
    }

    Page page() {
        return page;
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
