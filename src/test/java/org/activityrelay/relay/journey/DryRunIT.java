package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would be sent can be looked at through the API, wherever it is kept. */
class DryRunIT {

    @TempDir
    Path home;

    @Test
    void showsWhatWouldBeSentFromFiles() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home).start()) {
            showsTheLatestRevision(relay);

            assertThat(relay.data().resolve("dry-run/crm")).isNotEmptyDirectory();
        }
    }

    @Test
    void showsWhatWouldBeSentFromALedgerThatProcessesShare() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)
                .start(
                        "relay.ledger.url=" + SharedPostgres.newDatabase(),
                        "relay.ledger.username=" + SharedPostgres.username(),
                        "relay.ledger.password=" + SharedPostgres.password())) {
            showsTheLatestRevision(relay);

            assertThat(relay.data().resolve("dry-run")).doesNotExist();
        }
    }

    private static void showsTheLatestRevision(RunningRelay relay) throws Exception {
        String first = delivered(relay, post(relay, "Product sold"));
        JsonNode request =
                relay.json("/api/v1/deliveries/" + first + "/dry-run").get(0);
        assertThat(request.get("kind").asText()).isEqualTo("http");
        assertThat(request.get("lookup").asBoolean()).isFalse();
        assertThat(request.at("/description/method").asText()).isEqualTo("POST");
        assertThat(request.at("/description/body").toString()).contains("Product sold");

        String second = delivered(relay, post(relay, "Call back"));
        assertThat(relay.json("/api/v1/deliveries/" + first + "/dry-run")).isEmpty();
        assertThat(relay.json("/api/v1/deliveries/" + second + "/dry-run").toString())
                .contains("Call back")
                .doesNotContain("Product sold");
        assertThat(relay.get("/api/v1/deliveries/nope/dry-run").statusCode()).isEqualTo(404);
    }

    private static String post(RunningRelay relay, String disposition) throws Exception {
        String record = "{\"interactionId\":\"dry-1\",\"type\":\"voice\",\"disposition\":\"" + disposition + "\"}";
        String answer = relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8))
                .body();
        return RunningRelay.JSON.readTree(answer).get("id").asText();
    }

    private static String delivered(RunningRelay relay, String activity) {
        JsonNode delivery = await().until(
                        () -> crm(relay, activity),
                        found -> found.path("state").asText().equals("delivered"));
        return delivery.get("id").asText();
    }

    private static JsonNode crm(RunningRelay relay, String activity) {
        for (JsonNode delivery : relay.json("/api/v1/activities/" + activity).get("deliveries")) {
            if (delivery.get("destination").asText().equals("crm")) {
                return delivery;
            }
        }
        return MissingNode.getInstance();
    }
}
