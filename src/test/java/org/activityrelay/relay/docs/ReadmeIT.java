package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: every block of the README is done as it stands there. */
class ReadmeIT {

    // The first is what this test stands in for, the second is what runs it.
    private static final List<String> RUN_ELSEWHERE = List.of("./mvnw spring-boot:run", "./mvnw verify");

    @TempDir
    Path home;

    @Test
    void everyBlockWorks() throws Exception {
        MarkdownBlocks readme = MarkdownBlocks.of(Path.of("README.md"));
        assertThat(readme.in("sh")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(readme.in("yaml")).hasSize(1);
        assertThat(readme.in("json")).hasSize(1);

        try (Newcomer newcomer = new Newcomer(home)) {
            Files.writeString(
                    home.resolve("routes/3-routing-web-chat.camel.yaml"),
                    readme.in("yaml").get(0).text());
            RunningRelay relay = newcomer.relay().start();
            for (Block block : readme.in("sh")) {
                if (!RUN_ELSEWHERE.contains(block.text().strip())) {
                    newcomer.run(block);
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
