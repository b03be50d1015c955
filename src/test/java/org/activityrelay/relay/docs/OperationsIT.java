package org.activityrelay.relay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.docs.MarkdownBlocks.Block;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's page: every block is done as it stands there, in a service that has a few records. */
class OperationsIT {

    /** Of a shell block that is for a stopped service. */
    private static final String STOPPED = "sh stopped";

    @TempDir
    Path home;

    @Test
    void everyBlockWorks() throws Exception {
        MarkdownBlocks operations = MarkdownBlocks.of(Path.of("docs/operations.md"));
        assertThat(operations.in("sh")).hasSizeGreaterThanOrEqualTo(10);
        assertThat(operations.in(STOPPED)).hasSize(2);

        try (Newcomer newcomer = new Newcomer(home)) {
            RunningRelay relay = newcomer.relay().start();
            for (String sample : new String[] {"voice-complaint-5.19.json", "voice-sale-5.24.json"}) {
                byte[] record =
                        Files.readAllBytes(home.resolve("routes/samples").resolve(sample));
                assertThat(relay.post("/api/v1/activities", "application/json", record)
                                .statusCode())
                        .isEqualTo(202);
            }
            for (Block block : operations.blocks()) {
                if (block.language().equals("sh")) {
                    newcomer.run(block);
                } else if (block.language().equals(STOPPED)) {
                    newcomer.runStopped(block);
                }
            }
        }
    }
}
