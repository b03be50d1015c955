package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.bench.ServiceProcess;
import org.activityrelay.relay.contract.Program;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The guide for changing a rule is followed to the letter, block by block, with the real command. */
@DisabledOnOs(OS.WINDOWS)
class ChangeARuleTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path CASE = Path.of("draft/routes/cases/long-calls.case.yaml");
    private static final Path RULE = Path.of("draft/routes/3-routing-long-calls.camel.yaml");

    @TempDir
    Path home;

    private final MarkdownBlocks page = page();
    private String url = "";

    @BeforeEach
    void copy() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("config"), home.resolve("config"));
        Path relay = Files.writeString(home.resolve("relay"), "#!/bin/sh\nexec " + Program.line() + " \"$@\"\n");
        assertThat(relay.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void everyBlockWorks() throws Exception {
        assertThat(page.in("sh")).hasSize(8);
        assertThat(page.in("yaml")).hasSize(3);
        assertThat(page.in("text")).hasSize(3);
        try (ServiceProcess service = service()) {
            String first = configuration().get("hash").asText();
            for (int duration : new int[] {60, 1799, 2400}) {
                assertThat(post(call(duration)).path("status").asText()).isEqualTo("routed");
            }
            follow();
            await().until(() -> !configuration().get("hash").asText().equals(first));
            assertThat(configuration().get("stale").asBoolean()).isFalse();
        }
    }

    private void follow() throws Exception {
        String rule = page.in("yaml").get(1).text();
        for (Block block : page.in("sh")) {
            Run run = run(block.text());
            assertThat(run.code).as("line %d: %s", block.line(), run.output).isZero();
            if (block.text().contains("mkdir")) {
                Files.writeString(home.resolve(RULE), rule);
                Files.writeString(home.resolve(CASE), page.in("yaml").get(2).text());
            }
            if (block.text().contains("coverage draft")) {
                assertThat(run.output).contains(page.in("text").get(1).text());
            }
            if (block.text().contains("shadow")) {
                assertThat(run.output).contains(page.in("text").get(2).text());
            }
        }
        assertThat(home.resolve("routes").resolve(RULE.getFileName())).hasContent(rule);
        assertThat(run("./relay test").output).contains("A long call is mailed to the quality team");

        Files.writeString(home.resolve(RULE), rule.replace("${body.duration}", "${body.duraton}"));
        Run broken = run("./relay check draft");
        assertThat(broken.code).isOne();
        assertThat(broken.output).contains(page.in("text").get(0).text());
    }

    /** The rule that the guide explains is one that could be written so. */
    @Test
    void theRuleThatIsReadIsARule() throws Exception {
        Files.writeString(
                home.resolve("routes/3-routing-read.camel.yaml"),
                """
                - route:
                    id: routing-read
                    description: The rule of the guide.
                    from:
                      uri: activity:routing
                      steps:
                """ + page.in("yaml").get(0).text().indent(8));

        Run run = run("./relay check");
        assertThat(run.code).as(run.output).isZero();
    }

    /** The service that the guide speaks of, on the routes that it changes. */
    private ServiceProcess service() throws IOException {
        ServiceProcess service = ServiceProcess.start(
                home,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of(
                        "relay.intake.queue.broker=none",
                        "relay.configuration.routes=" + home.resolve("routes"),
                        "relay.configuration.site=" + home.resolve("config")));
        url = "http://127.0.0.1:" + service.port();
        return service;
    }

    private static String call(int duration) {
        return """
                {"interactionId":"call-%1$d","type":"voice","duration":%1$d}""".formatted(duration);
    }

    private JsonNode post(String record) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/activities"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(record))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode configuration() throws Exception {
        URI address = URI.create(url + "/api/v1/configuration");
        return JSON.readTree(HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private Run run(String command) throws Exception {
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("RELAY_URL", url);
        Process process = builder.start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int code, String output) {}

    private static MarkdownBlocks page() {
        try {
            return MarkdownBlocks.of(Path.of("docs/change-a-rule.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
