package org.activityrelay.relay.collector;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.activityrelay.relay.console.Chromium;
import org.activityrelay.relay.console.SharedPlaywright;

/** An agent's browser, with a profile that outlives it where a test starts it again. */
final class AgentBrowser implements AutoCloseable {

    private final Path chromium;
    private final Path profile;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private BrowserContext context;

    /** One that is not started again and not killed. */
    AgentBrowser() {
        chromium = Chromium.find();
        profile = null;
        use(SharedPlaywright.newContext(chromium, new Browser.NewContextOptions()));
    }

    AgentBrowser(Path profile) {
        this.chromium = Chromium.find();
        this.profile = profile;
        start();
    }

    /** Starts it with what the profile holds. */
    void start() {
        start(List.of());
    }

    /**
     * Starts it again as people have it: each site that shows a frame gives that frame a storage of its own. Playwright
     * turns that off.
     */
    void restartWithPartitionedStorage() {
        String turnedOff = processes().stream()
                .flatMap(process -> Stream.of(process.info().arguments().orElseThrow()))
                .filter(argument -> argument.startsWith("--disable-features=")
                        && argument.contains("ThirdPartyStoragePartitioning"))
                .findFirst()
                .orElseThrow();
        context.close();
        start(List.of(turnedOff));
    }

    private void start(List<String> without) {
        use(SharedPlaywright.get()
                .chromium()
                .launchPersistentContext(
                        profile,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(chromium)
                                .setIgnoreDefaultArgs(without)
                                .setArgs(Chromium.ARGUMENTS)));
    }

    private void use(BrowserContext next) {
        context = next;
        context.setDefaultTimeout(90_000);
        context.onWebError(error -> complaints.add(error.error()));
        context.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
    }

    BrowserContext context() {
        return context;
    }

    /** A page with a logged-in desktop that collects with these options (JavaScript). */
    Page open(String address, String options) {
        Page page = context.newPage();
        begin(page, address, options);
        return page;
    }

    /** The same in a page that is there already. */
    void begin(Page page, String address, String options) {
        page.navigate(address);
        until(page.mainFrame(), "window.isReady === true");
        page.evaluate("desktop.logIn({ agentId: 'A-7', username: 'ada.pereira', sessionId: 'S-1' })");
        page.evaluate("begin(" + options + ")");
    }

    /** Waits until something is true in a page; the page's policy forbids what Playwright would do itself. */
    static void until(Page page, String condition) {
        until(page.mainFrame(), condition);
    }

    static void until(Frame frame, String condition) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> frame.evaluate(condition), Boolean.TRUE::equals);
    }

    /** Errors nobody caught, and violations of the page's policy. */
    List<String> complaints() {
        return complaints;
    }

    /** Ends all of its processes at once, as a crash or a power cut does. */
    void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    private List<ProcessHandle> processes() {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains("--user-data-dir=" + profile))
                        .isPresent())
                .toList();
        if (processes.isEmpty()) {
            throw new IllegalStateException("the browser's process is not found");
        }
        return processes;
    }

    @Override
    public void close() {
        context.close();
    }
}
