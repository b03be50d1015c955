package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.activityrelay.relay.docs.MarkdownBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that an integration engineer does: a rule is edited, the service restarted, the outcome another. */
class EditedRuleIT {

    @TempDir
    Path home;

    @Test
    void aRuleEditedBetweenTwoStartsChangesWhereLaterRecordsGo() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)) {
            relay.start();
            String before = accept(relay, "chat-before");
            assertThat(destinations(relay, before)).containsExactlyInAnyOrder("crm", "database");
            relay.stop();

            Files.writeString(
                    home.resolve("routes/3-routing-web-chat.camel.yaml"),
                    MarkdownBlocks.of(Path.of("README.md")).in("yaml").get(0).text());
            relay.start();
            String after = accept(relay, "chat-after");

            assertThat(destinations(relay, after)).containsExactlyInAnyOrder("crm", "database", "email");
            assertThat(destinations(relay, before)).as("what was decided stays").hasSize(2);
            JsonNode rule = relay.json("/api/v1/activities/" + after).findValues("rule").stream()
                    .filter(found -> found.toString().contains("3-routing-web-chat.camel.yaml"))
                    .findFirst()
                    .orElseThrow();
            assertThat(rule.toString()).contains("routing-web-chat");
            await().until(() -> Files.isDirectory(home.resolve("data/dry-run/email")));
        }
    }

    private static String accept(RunningRelay relay, String interactionId) throws Exception {
        String sample = Files.readString(Path.of("routes/samples/chat-solved-5.24.json"))
                .replaceFirst("\"interactionId\"\\s*:\\s*\"[^\"]*\"", "\"interactionId\": \"" + interactionId + "\"");
        var answer = relay.post("/api/v1/activities", "application/json", sample.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(202);
        return RunningRelay.JSON.readTree(answer.body()).get("id").asText();
    }

    private static List<String> destinations(RunningRelay relay, String id) {
        JsonNode deliveries = relay.json("/api/v1/activities/" + id).get("deliveries");
        return StreamSupport.stream(deliveries.spliterator(), false)
                .map(delivery -> delivery.get("destination").asText())
                .toList();
    }
}
