package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryIT {

    @TempDir
    Path home;

    private RunningRelay relay;

    private Ran relay(String... arguments) {
        return Ran.command(home, Map.of("RELAY_URL", "http://127.0.0.1:" + relay.port()), arguments);
    }

    private String hash() {
        return relay.json("/api/v1/configuration").get("hash").asText();
    }

    @Test
    void tellsWhichConfigurationRanWhenAndWhatChanged() throws Exception {
        try (RunningRelay running = RunningRelay.in(home)) {
            relay = running.start("relay.configuration.watch=100ms");
            String first = hash();
            Path rules = home.resolve("routes/3-routing.camel.yaml");
            String good = Files.readString(rules);
            Files.writeString(rules, good + "\n# one more line\n");
            await().until(() -> !hash().equals(first));
            String second = hash();
            Files.writeString(rules, good.replace("activity:deliver/email", "activity:deliver/emial"));
            await().until(() -> relay.json("/api/v1/configuration").get("stale").asBoolean());

            Ran history = relay("history");
            assertThat(history.exit()).as(history.err()).isZero();
            assertThat(history.out())
                    .containsPattern("started +" + first.substring(0, 12) + " +" + first.substring(0, 12) + "\n")
                    .containsPattern("applied +" + second.substring(0, 12) + " +" + second.substring(0, 12) + "\n")
                    .containsPattern(
                            "refused +[0-9a-f]{12} +" + second.substring(0, 12) + "\n +3-routing.camel.yaml:\\d+: ")
                    .contains(" runs " + second.substring(0, 12) + "; its files are refused:");

            Ran diff = relay("history", "--diff", first.substring(0, 8), second.substring(0, 8));
            assertThat(diff.out()).contains("--- a/routes/3-routing.camel.yaml", "+# one more line");
            assertThat(relay("history", "--diff", "x", "y").err()).contains("'x' is no hash");
            assertThat(relay("history", "--diff", "000000", "000001").err())
                    .contains("No configuration, or more than one");
        }
    }
}
