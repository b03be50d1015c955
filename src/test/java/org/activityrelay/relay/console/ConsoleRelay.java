package org.activityrelay.relay.console;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.journey.RunningRelay;
import org.springframework.util.FileSystemUtils;

/** The whole service with records in it, and a rule that forgets emails. */
final class ConsoleRelay {

    private static final String DATABASE = "        - to: activity:deliver/database\n";
    private static final String FORGETFUL = """
                    - filter:
                        simple: "${body.type} != 'email'"
                        steps:
                          - to: activity:deliver/database
            """;

    private ConsoleRelay() {}

    /** Running, with the samples of a sale and of a complaint delivered. */
    static RunningRelay in(Path home, String... settings) throws Exception {
        RunningRelay relay = RunningRelay.in(home);
        Path rules = home.resolve("routes/3-routing.camel.yaml");
        String shipped = Files.readString(rules);
        if (!shipped.contains(DATABASE)) {
            throw new IllegalStateException("the shipped rules have changed");
        }
        Files.writeString(rules, shipped.replace(DATABASE, FORGETFUL));
        FileSystemUtils.deleteRecursively(home.resolve("routes/cases")); // they say what the shipped rules do
        relay.start(settings);
        return relay;
    }

    /** Emails have a place from now on; takes effect with the restart that it makes. */
    static void mendTheRule(RunningRelay relay) throws Exception {
        relay.stop();
        Path rules = relay.home().resolve("routes/3-routing.camel.yaml");
        Files.writeString(rules, Files.readString(rules).replace(FORGETFUL, DATABASE));
        relay.start();
    }

    static void take(RunningRelay relay, String sample) throws Exception {
        relay.post("/api/v1/activities", "application/json", Files.readAllBytes(Path.of("routes/samples", sample)));
    }

    /** The id of the newest revision, once nothing of it is under way any more. */
    static String idOf(RunningRelay relay, String interactionId) {
        String search = "/api/v1/activities?interactionId=" + interactionId;
        await().until(() -> {
            JsonNode first = relay.json(search).at("/items/0");
            return first.isObject() && !first.toString().matches(".*\"state\":\"(pending|in_flight)\".*");
        });
        return relay.json(search).at("/items/0/id").asText();
    }
}
