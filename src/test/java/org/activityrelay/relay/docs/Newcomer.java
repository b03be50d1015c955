package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.activityrelay.relay.journey.RunningRelay;

/** A shell in which a page's blocks are run as they stand there, beside a running service. */
final class Newcomer implements AutoCloseable {

    private final Path home;
    private final RunningRelay relay;

    /** @param home an empty folder; gets a copy of the shipped files */
    Newcomer(Path home) throws IOException {
        this.home = home;
        relay = RunningRelay.in(home);
        Files.createSymbolicLink(home.resolve("relay"), Path.of("relay").toAbsolutePath());
    }

    RunningRelay relay() {
        return relay;
    }

    /** Runs a block, and waits until the service has nothing left to do. */
    void run(Block block) throws Exception {
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
        await().until(this::isIdle);
    }

    /** Runs a block that is for a stopped service. */
    void runStopped(Block block) throws Exception {
        relay.stop();
        runAlone(block, Map.of());
        relay.start();
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

    private boolean isIdle() {
        return Stream.of("pending", "in_flight").allMatch(state -> relay.json("/api/v1/activities?status=" + state)
                .at("/items")
                .isEmpty());
    }

    @Override
    public void close() {
        relay.close();
    }
}
