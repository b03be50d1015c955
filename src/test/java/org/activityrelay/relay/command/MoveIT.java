package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service outgrows its file and goes on, on PostgreSQL, where it stopped. */
class MoveIT {

    @TempDir
    Path home;

    @Test
    void theServiceGoesOnOnPostgresqlWhereItStopped() throws Exception {
        String url = SharedPostgres.newDatabase();
        try (Crm crm = new Crm();
                RunningRelay relay = RunningRelay.in(home)) {
            String[] live = {"relay.destination.crm.mode=live", "relay.destination.crm.url=" + crm.url()};
            relay.start(live);
            post(relay, "/api/v1/destinations/crm/pause", "{\"reason\":\"before the move\"}");
            // A running process notices a pause within a second; a starting one knows it.
            relay.stop();
            relay.start(live);
            JsonNode first = post(relay, "/api/v1/activities", record("mv-1", "Product sold"));
            post(relay, "/api/v1/activities", record("mv-2", "Product sold"));
            await().until(() -> relay.json("/api/v1/destinations").toString().contains("\"waiting\":2"));
            assertThat(move(url).err()).contains("in use by another process");
            relay.stop();

            Ran moved = move(url);
            assertThat(moved.exit()).as(moved.err()).isZero();
            assertThat(moved.out())
                    .contains("same counts and checksums", "activity 2", "delivery 4", "interaction_head 2")
                    .contains("relay.ledger.url to " + url);
            Ran twice = move(url);
            assertThat(twice.exit()).isEqualTo(1);
            assertThat(twice.err()).contains("The target is not empty");

            crm.refuses(false);
            relay.start(
                    live[0],
                    live[1],
                    "relay.ledger.url=" + url,
                    "relay.ledger.username=" + SharedPostgres.username(),
                    "relay.ledger.password=" + SharedPostgres.password());
            assertThat(relay.json("/api/v1/destinations").toString()).contains("before the move");
            HttpResponse<String> duplicate = relay.post(
                    "/api/v1/activities",
                    "application/json",
                    record("mv-1", "Product sold").getBytes(StandardCharsets.UTF_8));
            assertThat(duplicate.statusCode()).isEqualTo(200);
            assertThat(Service.JSON.readTree(duplicate.body()).get("id")).isEqualTo(first.get("id"));
            JsonNode next = post(relay, "/api/v1/activities", record("mv-2", "Product sold\",\"notes\":\"more"));
            assertThat(next.get("revision").asInt()).isEqualTo(2);
            assertThat(relay.json("/api/v1/activities?phone=%2B14155550100").get("items"))
                    .as("found by phone: the key of the hashes moved, too")
                    .isNotEmpty();

            post(relay, "/api/v1/destinations/crm/resume", "{}");
            await().until(() -> relay.json("/api/v1/deliveries?destination=crm&state=delivered")
                            .get("items")
                            .size()
                    == 2);
            assertThat(crm.taken()).as("each once").isEqualTo(2);
        }
    }

    private static String record(String id, String disposition) {
        return "{\"interactionId\":\"" + id
                + "\",\"type\":\"voice\",\"phoneNumber\":\"+14155550100\",\"disposition\":\"" + disposition + "\"}";
    }

    private Ran move(String url) {
        return Ran.command(
                home,
                Map.of("RELAY_LEDGER_PASSWORD", SharedPostgres.password()),
                "move",
                "--to",
                url,
                "--username",
                SharedPostgres.username());
    }

    private static JsonNode post(RunningRelay relay, String path, String body) throws Exception {
        HttpResponse<String> answer = relay.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Service.JSON.readTree(answer.body());
    }
}
