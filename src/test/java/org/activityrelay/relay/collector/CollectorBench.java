package org.activityrelay.relay.collector;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the collector costs a page, and how fast it catches up, in a real Chromium against the whole service on this
 * machine: {@code ./mvnw -Pbench verify -Dbench.main=org.activityrelay.relay.collector.CollectorBench}.
 */
public final class CollectorBench {

    /** From the event to the strictly durable transaction being complete, for records of 4 kB; in milliseconds. */
    private static final String OVERHEAD = """
            async () => {
              const channel = new BroadcastChannel(collectorName);
              const inside = [];
              const stored = [];
              for (let i = 0; i < 320; i++) {
                const record = { interactionId: 'B-' + i, type: 'voice', description: 'x'.repeat(3950) };
                const told = new Promise((resolve) => { channel.onmessage = resolve; });
                const begun = performance.now();
                desktop.save(record);
                const left = performance.now();
                await told;
                if (i >= 20) {
                  inside.push(left - begun);
                  stored.push(performance.now() - begun);
                }
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
              const at = (values, share) => values.sort((a, b) => a - b)[Math.floor(values.length * share)];
              return [at(inside, 0.5), at(inside, 0.99), at(stored, 0.5), at(stored, 0.99)];
            }""";

    private static final String SAVE_A_THOUSAND = """
            for (let i = 0; i < 1000; i++) {
              desktop.save({ interactionId: 'F-' + i, type: 'voice', description: 'x'.repeat(3950) });
            }""";

    private static final String CATCH_UP = """
            async () => {
              const begun = performance.now();
              while (await collector.waiting() > 0) {
                await new Promise((resolve) => setTimeout(resolve, 10));
              }
              return performance.now() - begun;
            }""";

    private CollectorBench() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Files.createTempDirectory("collector-bench");
        Path profile = Files.createTempDirectory("collector-bench-profile");
        try (CollectorRelay relay = CollectorRelay.in(home);
                AgentBrowser browser = new AgentBrowser(profile)) {
            Page page = browser.open(relay.pages().page(), "{}");
            page.evaluate(
                    "name => { window.collectorName = name; }",
                    "activity-collector " + relay.relay().address(""));
            List<?> overhead = (List<?>) page.evaluate(OVERHEAD);
            System.out.printf(
                    "handler, until it returns:        p50 %.2f ms, p99 %.2f ms%n",
                    number(overhead.get(0)), number(overhead.get(1)));
            System.out.printf(
                    "handler, until stored on disk:    p50 %.2f ms, p99 %.2f ms%n",
                    number(overhead.get(2)), number(overhead.get(3)));
            page.evaluate(CATCH_UP);
            for (int run = 0; run < 3; run++) {
                browser.context().setOffline(true);
                page.evaluate(SAVE_A_THOUSAND.replace("F-", "F" + run + "-"));
                AgentBrowser.until(page, "collector.waiting().then((count) => count === 1000)");
                browser.context().setOffline(false);
                System.out.printf("1,000 records of 4 kB, sent:      %.2f s%n", number(page.evaluate(CATCH_UP)) / 1000);
            }
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
