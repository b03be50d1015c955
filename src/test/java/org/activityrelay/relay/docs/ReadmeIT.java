package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: every block of the README, and then of the operator's page, is done as it stands there. */
class ReadmeIT {

    // The first is what this test stands in for, the second is what runs it.
    private static final List<String> RUN_ELSEWHERE = List.of("./mvnw spring-boot:run", "./mvnw verify");

    /** Of a shell block that is for a stopped service. */
    private static final String STOPPED = "sh stopped";

    @TempDir
    Path home;

    @Test
    void everyBlockWorks() throws Exception {
        MarkdownBlocks readme = MarkdownBlocks.of(Path.of("README.md"));
        assertThat(readme.in("sh")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(readme.in("yaml")).hasSize(1);
        assertThat(readme.in("json")).hasSize(1);

        try (RunningRelay relay = RunningRelay.in(home)) {
            Files.createSymbolicLink(home.resolve("relay"), Path.of("relay").toAbsolutePath());
            Files.writeString(
                    home.resolve("routes/3-routing-web-chat.camel.yaml"),
                    readme.in("yaml").get(0).text());
            relay.start();
            for (Block block : readme.in("sh")) {
                if (!RUN_ELSEWHERE.contains(block.text().strip())) {
                    run(relay, block);
                }
            }
            assertThat(mails()).anySatisfy(mail -> assertThat(mail).contains("webchat@example.com"));
            assertThat(home.resolve("data/dry-run/crm")).isNotEmptyDirectory();
            await().until(() -> relay.json("/api/v1/activities?interactionId=r-1003")
                            .at("/items")
                            .size()
                    == 1);
            await().until(() -> relay.json("/api/v1/activities?interactionId=0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa")
                    .at("/items/0/intake")
                    .asText()
                    .equals("queue"));
            workflowBodyIsTaken(relay, readme.in("json").get(0));

            MarkdownBlocks operations = MarkdownBlocks.of(Path.of("docs/operations.md"));
            assertThat(operations.in("sh")).hasSizeGreaterThanOrEqualTo(10);
            assertThat(operations.in(STOPPED)).hasSize(2);
            for (Block block : operations.blocks()) {
                if (block.language().equals("sh")) {
                    run(relay, block);
                } else if (block.language().equals(STOPPED)) {
                    relay.stop();
                    runAlone(block, Map.of());
                    relay.start();
                }
            }
        }
    }

    private static void workflowBodyIsTaken(RunningRelay relay, Block block) throws Exception {
        assertThat(relay.post(
                                "/api/v1/activities",
                                "application/json",
                                block.text().getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .as("variables that nobody replaced")
                .isEqualTo(422);
        String replaced = block.text().replaceAll("\\$\\(([a-zA-Z.]+)\\)", "$1-1");
        assertThat(relay.post("/api/v1/activities", "application/json", replaced.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(202);
    }

    private void run(RunningRelay relay, Block block) throws Exception {
        runAlone(
                new Block(
                        block.language(),
                        block.text().replace("localhost:8080", "localhost:" + relay.port()),
                        block.line()),
                Map.of(
                        "RELAY_URL",
                        relay.address(""),
                        "RELAY_INTAKE_QUEUE_PORT",
                        relay.brokerUrl().replaceAll(".*:", "")));
        await().until(() -> isIdle(relay));
    }

    private void runAlone(Block block, Map<String, String> environment) throws Exception {
        String text = block.text()
                .replace("jdbc:postgresql://db.example.com:5432/relay", SharedPostgres.newDatabase())
                .replace("--username relay", "--username " + SharedPostgres.username());
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", text)
                .directory(home.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(environment);
        shell.environment().put("RELAY_LEDGER_PASSWORD", SharedPostgres.password());
        Path output = Files.createTempFile(home, "block", ".log");
        Process process = shell.redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("line %d: %s", block.line(), Files.readString(output))
                .isZero();
        assertThat(Files.readString(output)).as("line %d", block.line()).doesNotContain("\"title\"");
    }

    private static boolean isIdle(RunningRelay relay) {
        return Stream.of("pending", "in_flight").allMatch(state -> relay.json("/api/v1/activities?status=" + state)
                .at("/items")
                .isEmpty());
    }

    private List<String> mails() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("data/dry-run/email"))) {
            return files.map(ReadmeIT::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
