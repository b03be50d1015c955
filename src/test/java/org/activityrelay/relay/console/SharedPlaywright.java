package org.activityrelay.relay.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.Map;

/**
 * One Playwright, and one Chromium for tests that need no profile of their own, for all tests of a JVM: starting them takes
 * longer than most of these tests. Both end with the JVM. For the thread that runs the tests.
 */
public final class SharedPlaywright {

    private static Playwright playwright;
    private static Browser chromium;

    private SharedPlaywright() {}

    /** Not to be closed. */
    public static Playwright get() {
        if (playwright == null) {
            playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PATH", System.getenv("PATH"))));
        }
        return playwright;
    }

    /** Nothing that other tests left in the browser is in it. */
    public static BrowserContext newContext(Path executable, Browser.NewContextOptions options) {
        if (chromium == null || !chromium.isConnected()) {
            chromium = get().chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable)
                            .setArgs(Chromium.ARGUMENTS));
        }
        return chromium.newContext(options);
    }
}
