package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {

    @TempDir
    Path home;

    /** Nobody listens at port 1. */
    @Test
    void saysWhereNoBrokerAnswersAndWhatToDo() throws Exception {
        Path record = Files.copy(Path.of("routes/samples/minimal.json"), home.resolve("minimal.json"));

        Ran sent = Ran.command(home, Map.of("RELAY_INTAKE_QUEUE_PORT", "1"), "send", record.toString());

        assertThat(sent.exit()).isOne();
        assertThat(sent.out()).isEmpty();
        assertThat(sent.err())
                .contains("No broker answers at tcp://127.0.0.1:1")
                .contains("Start the service, or say where the broker is with --url or relay.intake.queue.port")
                .doesNotContain("Usage", "\tat ");
    }
}
