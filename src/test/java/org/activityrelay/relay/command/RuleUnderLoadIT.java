package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * A rule is changed while records come, after a look at what it would decide otherwise. The operators' page shows what was
 * seen. To write it anew: {@code ./mvnw verify -Dit.test=RuleUnderLoadIT -Drule.write=true}
 */
@Tag("full")
class RuleUnderLoadIT {

    private static final Path PAGE = Path.of("docs/operations.md");
    private static final String BEGIN = "<!-- rule under load: made by RuleUnderLoadIT -->\n";
    private static final String END = "<!-- end of rule under load -->\n";
    private static final int BEFORE = 1_000;

    private static final String RULE = """
            - route:
                id: routing-long-calls
                description: Mails calls of half an hour and more to the quality team.
                from:
                  uri: activity:routing
                  steps:
                    - filter:
                        simple: "${body.type} == 'voice' && ${body.duration} >= 1800"
                        steps:
                          - to: activity:deliver/email?part=long&to=quality@example.com&template=complaint
            """;

    @TempDir
    Path home;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final StringBuilder shown = new StringBuilder();
    private RunningRelay relay;

    @Test
    void decidesOtherwiseFromOneRecordToTheNext() throws Exception {
        try (RunningRelay running = RunningRelay.in(home)) {
            relay = running.start("relay.intake.queue.broker=none");
            while (sent.get() < BEFORE) {
                post();
            }
            Path candidate = home.resolve("candidate");
            FileSystemUtils.copyRecursively(home.resolve("routes"), candidate);
            Files.writeString(candidate.resolve("3-routing-long-calls.camel.yaml"), RULE);
            String first = hash();

            show("./relay shadow --routes candidate --last 1d", "shadow", "--routes", "candidate", "--last", "1d");
            underLoad(() -> {
                shown.append("$ cp candidate/3-routing-long-calls.camel.yaml routes/\n\n");
                Files.copy(
                        candidate.resolve("3-routing-long-calls.camel.yaml"),
                        home.resolve("routes/3-routing-long-calls.camel.yaml"));
                await().until(() -> !hash().equals(first));
            });
            show("./relay history", "history");
            decisions();
        }
        String page = Files.readString(PAGE);
        if (Boolean.getBoolean("rule.write")) {
            page = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + "```text\n" + shown + "```\n"
                    + page.substring(page.indexOf(END));
            Files.writeString(PAGE, page);
        }
        assertThat(shape(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))))
                .isEqualTo(shape("```text\n" + shown + "```\n"));
    }

    private interface Change {
        void make() throws Exception;
    }

    /** Records come before, during and after the change, some hundreds a second as far as the machine can. */
    private void underLoad(Change change) throws Exception {
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    post();
                }
            }));
        }
        await().until(() -> sent.get() > BEFORE + 200);
        change.make();
        int after = sent.get();
        await().until(() -> sent.get() > after + 200);
        enough.set(true);
        clients.forEach(CompletableFuture::join);
    }

    /** Every fourth call is long. */
    private void post() {
        int number = sent.getAndIncrement();
        String record = """
                {"interactionId":"call-%d","type":"voice","disposition":"Product sold","duration":%d}""".formatted(number, number % 4 == 0 ? 2_000 : 200);
        try {
            int status = relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8))
                    .statusCode();
            if (status != 202) {
                failed.incrementAndGet();
            }
        } catch (Exception e) {
            failed.incrementAndGet();
        }
    }

    private String hash() {
        return relay.json("/api/v1/configuration").get("hash").asText();
    }

    private void show(String written, String... arguments) {
        Ran ran = Ran.command(home, Map.of("RELAY_URL", "http://127.0.0.1:" + relay.port()), arguments);
        assertThat(ran.exit()).as(ran.err()).isZero();
        String process = relay.json("/api/v1/configuration").get("process").asText();
        shown.append("$ ")
                .append(written)
                .append('\n')
                .append(ran.out().strip().replace(process, "relay-1"))
                .append("\n\n");
    }

    /** What was decided about every record, in the order in which they were stored; and all was delivered. */
    private void decisions() throws Exception {
        int deliveries = 0;
        int stored = 0;
        int old = 0;
        int changed = 0;
        for (String next = "/api/v1/plans?limit=500"; next != null; ) {
            JsonNode page = relay.json(next);
            for (JsonNode record : page.get("items")) {
                stored++;
                deliveries += record.get("deliveries").size();
                if (record.at("/activity/duration").asInt() == 2_000) {
                    boolean mailed = record.get("deliveries").toString().contains("\"email\"");
                    changed += mailed ? 1 : 0;
                    old += mailed ? 0 : 1;
                }
            }
            next = page.path("next").asText(null);
        }
        assertThat(failed).hasValue(0);
        assertThat(stored).isEqualTo(sent.get());
        assertThat(old).isGreaterThan(BEFORE / 4);
        assertThat(changed).isPositive();
        int expected = deliveries;
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(delivered()).isEqualTo(expected));
        shown.append(String.format(
                Locale.ROOT,
                "%,d records were posted while this happened: %d failed. Of %,d long calls %,d went by the old rules and %,d by"
                        + " the new.%nAll %,d deliveries of all %,d records were made.%n",
                sent.get() - BEFORE,
                failed.get(),
                old + changed,
                old,
                changed,
                deliveries,
                stored));
    }

    private int delivered() throws Exception {
        return relay.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("relay_deliveries_delivered_total"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Without what differs from run to run: ids, times, counts of what came meanwhile. */
    private static String shape(String text) {
        return text.replaceAll("[0-9a-f]{8,}[0-9a-f-]*", "#")
                .replaceAll("\\d[\\d:,.TZ-]*", "#")
                .replaceAll(" +", " ");
    }
}
