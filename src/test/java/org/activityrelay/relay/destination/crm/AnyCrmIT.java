package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.Program;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** docs/any-crm.md is followed to the letter, with the real command, until a record is in a CRM that has a memory. */
@DisabledOnOs(OS.WINDOWS)
class AnyCrmIT {

    private static final String PHONE = "+14155550100";

    @TempDir
    Path home;

    private final AnyCrmPage page = AnyCrmPage.read();
    private RunningRelay relay;

    @BeforeEach
    void begin() throws Exception {
        relay = RunningRelay.in(home);
        Path script = Files.writeString(home.resolve("relay"), "#!/bin/sh\nexec " + Program.line() + " \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void everyBlockWorksUntilARecordIsInTheCrm() throws Exception {
        assertThat(page.files()).hasSize(6);
        assertThat(page.settings()).hasSize(2);
        for (var file : page.files().entrySet()) {
            Files.writeString(home.resolve(file.getKey()), file.getValue());
        }
        set(page.settings().get(0));
        List<Block> commands = page.blocks().in("sh");
        assertThat(commands).hasSize(2);
        Run checked = run(commands.get(0).text(), null);
        assertThat(checked.code()).as(checked.output()).isZero();
        assertThat(checked.output())
                .contains("POST https://lighthouse.example.com/api/activities")
                .contains("Upgrade to 24 months")
                .doesNotContain("secret-1");

        try (FakeLighthouse lighthouse = new FakeLighthouse()) {
            start(lighthouse);
            post(call("First words"), 202);
            await().until(() -> relay.json("/api/v1/deliveries?destination=lighthouse&state=delivered")
                    .toString()
                    .contains("\"lighthouse\""));
            try (Stream<Path> recorded = Files.list(home.resolve("data/dry-run/lighthouse"))) {
                assertThat(recorded.map(Path::getFileName).map(Path::toString))
                        .anyMatch(name -> name.contains("~lookup1"))
                        .hasSizeGreaterThanOrEqualTo(2);
            }
            assertThat(lighthouse.requests()).isEmpty();
            relay.stop();

            set(page.settings().get(1));
            String person = lighthouse.person("Pat", PHONE, null);
            start(lighthouse);
            Run replayed = run(commands.get(1).text(), relay.address(""));
            assertThat(replayed.code()).as(replayed.output()).isZero();
            await().until(() -> lighthouse.activities().size() == 1);
            assertThat(lighthouse.activities().get(0).path("personId").asText()).isEqualTo(person);
            goesOn(lighthouse);
            isSpent(lighthouse);
            isForgotten(lighthouse);
        } finally {
            relay.close();
        }
    }

    /** A revision, with what an agent changed meanwhile; and a sender who waits. */
    private void goesOn(FakeLighthouse lighthouse) throws Exception {
        await().until(() ->
                !relay.json("/api/v1/activities?externalId=a-1").path("items").isEmpty());
        lighthouse.edit("title", "Changed by an agent");

        JsonNode answer = post(call("Second words"), 200);

        ObjectNode activity = lighthouse.activities().get(0);
        assertThat(lighthouse.activities()).hasSize(1);
        assertThat(activity.path("notes").asText()).contains("Second words");
        assertThat(activity.path("title").asText()).isEqualTo("Changed by an agent");
        assertThat(answer.at("/record/id").asText()).isEqualTo("a-1");
        assertThat(answer.at("/record/url").asText()).isEqualTo(lighthouse.url() + "/activities/a-1");
        assertThat(relay.json(answer.get("href").asText()).toString()).contains(lighthouse.url() + "/activities/a-1");
    }

    /** What is used of the budget is shown, and known after a restart; when it is spent, deliveries wait. */
    private void isSpent(FakeLighthouse lighthouse) throws Exception {
        long used = requests().path("used").asLong();
        assertThat(used).isPositive();
        assertThat(requests().path("perDay").asInt()).isEqualTo(20_000);
        relay.stop();
        int before = lighthouse.requests().size();
        start(lighthouse, "relay.destination.lighthouse.crm.budget.per-day=" + before);
        assertThat(requests().path("used").asInt()).isEqualTo(before);

        JsonNode waiting = post(call("Third words"), 202);

        await().until(() -> relay.json(waiting.get("href").asText()).toString().contains("quota_spent"));
        assertThat(relay.json(waiting.get("href").asText()).toString())
                .contains("\"pending\"")
                .doesNotContain("parked");
        assertThat(lighthouse.requests()).hasSize(before);
        assertThat(relay.get("/destinations").body()).contains("spent: goes on at midnight UTC");
        assertThat(relay.get("/actuator/prometheus").body())
                .contains("relay_quota_used{destination=\"lighthouse\"} 1.0");
    }

    /** The person's file names what was written there, and the erasure what is still to be erased there. */
    private void isForgotten(FakeLighthouse lighthouse) throws Exception {
        JsonNode file = RunningRelay.JSON.readTree(
                send("/api/v1/person-files", "{\"phone\":\"" + PHONE + "\"}").body());
        JsonNode written = file.at("/records/0/deliveries").findValue("written");
        assertThat(written.path("externalId").asText()).isEqualTo("a-1");
        assertThat(written.path("holds").path("title").asText()).isNotBlank();
        assertThat(file.path("sentTo").toString()).contains("a-1", lighthouse.url() + "/activities/a-1");

        JsonNode erased = RunningRelay.JSON.readTree(
                send("/api/v1/erasures", "{\"phone\":\"" + PHONE + "\",\"reason\":\"asked\"}")
                        .body());
        assertThat(erased.path("elsewhere").toString()).contains("a-1", lighthouse.url() + "/activities/a-1");
        assertThat(erased.path("places").toString()).contains("write_log");
        JsonNode after = RunningRelay.JSON.readTree(
                send("/api/v1/person-files", "{\"phone\":\"" + PHONE + "\"}").body());
        assertThat(after.path("records")).isEmpty();
    }

    private JsonNode requests() {
        for (JsonNode destination : relay.json("/api/v1/destinations").path("destinations")) {
            if (destination.path("name").asText().equals("lighthouse")) {
                return destination.path("requests");
            }
        }
        throw new AssertionError("no destination lighthouse");
    }

    private void set(String settings) throws Exception {
        Files.writeString(home.resolve("config/application.yaml"), "\n---\n" + settings, StandardOpenOption.APPEND);
    }

    private void start(FakeLighthouse lighthouse, String... more) {
        Stream<String> settings = Stream.of(
                "spring.config.additional-location=file:" + home.resolve("config") + "/",
                "relay.destination.lighthouse.url=" + lighthouse.url(),
                "relay.destination.lighthouse.auth.token-url=" + lighthouse.url() + "/oauth/token",
                "relay.destination.lighthouse.auth.client-secret=secret-1");
        relay.start(Stream.concat(settings, Stream.of(more)).toArray(String[]::new));
    }

    private static ObjectNode call(String description) {
        return RunningRelay.JSON
                .createObjectNode()
                .put("interactionId", "c0ffee00-0000-4000-8000-000000000002")
                .put("type", "voice")
                .put("callDirection", "inbound")
                .put("phoneNumber", PHONE)
                .put("disposition", "Product sold")
                .put("duration", 95)
                .put("description", description);
    }

    private java.net.http.HttpResponse<String> send(String path, String body) throws Exception {
        var answer = relay.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private JsonNode post(ObjectNode record, int status) throws Exception {
        String wait = status == 200 ? "?wait=20s&for=lighthouse" : "";
        var answer = relay.post(
                "/api/v1/activities" + wait,
                "application/json",
                record.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RunningRelay.JSON.readTree(answer.body());
    }

    private Run run(String command, String url) throws Exception {
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        if (url != null) {
            builder.environment().put("RELAY_URL", url);
        }
        builder.environment().put("RELAY_DESTINATION_LIGHTHOUSE_AUTH_CLIENTSECRET", "secret-1");
        Process process = builder.start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int code, String output) {}
}
