package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A destination that is taken out of the configuration while records wait for it, and comes back. */
@Tag("full")
class DestinationMissingIT {

    private static final String GONE = "/api/v1/deliveries?reason=destination_missing";

    @TempDir
    Path home;

    @Test
    void whatWaitsForARemovedDestinationSaysSoAndGoesOnWhenItReturns() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)) {
            // The shipped cases speak of the destination that goes.
            FileSystemUtils.deleteRecursively(home.resolve("routes/cases"));
            relay.start("relay.intake.queue.broker=none", "relay.configuration.watch=200ms");
            pause(relay);
            String id = accept(relay);
            await().until(() ->
                    delivery(relay, id, "database").at("/state").asText().equals("delivered"));

            Path route = home.resolve("routes/5-destination-crm.camel.yaml");
            Path rules = home.resolve("routes/3-routing.camel.yaml");
            String rulesBefore = Files.readString(rules);
            Path aside = Files.move(route, home.resolve("aside.yaml"));
            Files.writeString(rules, """
                    - route:
                        id: routing
                        description: Keeps every record in the database.
                        from:
                          uri: activity:routing
                          steps:
                            - to: activity:deliver/database
                    """);
            await().untilAsserted(() -> assertThat(
                            delivery(relay, id, "crm").at("/reason").asText())
                    .as(relay.json("/api/v1/configuration").toString())
                    .isEqualTo("destination_missing"));
            resume(relay);

            String delivery = delivery(relay, id, "crm").at("/id").asText();
            JsonNode whole = relay.json("/api/v1/deliveries/" + delivery);
            assertThat(whole.at("/delivery/reason").asText()).isEqualTo("destination_missing");
            assertThat(relay.get("/records/" + id).body()).contains("destination_missing", "has no such destination");
            isFound(relay, id);
            JsonNode listed = destination(relay);
            assertThat(listed.at("/missing").asBoolean()).isTrue();
            assertThat(listed.at("/waiting").asInt()).isEqualTo(1);
            await().untilAsserted(() -> {
                assertThat(relay.get("/actuator/prometheus").body())
                        .contains("relay_destinations_missing{destination=\"crm\"} 1.0");
                assertThat(relay.json("/actuator/health").findValue("destination_missing"))
                        .hasToString("{\"crm\":1}");
            });
            assertThat(relay.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(delivery(relay, id, "crm").at("/attempts").asInt()).isZero();

            Files.move(aside, route);
            Files.writeString(rules, rulesBefore);
            await().until(() -> delivery(relay, id, "crm").at("/state").asText().equals("delivered"));
            assertThat(relay.json(GONE).at("/items")).isEmpty();
            assertThat(delivery(relay, id, "crm").at("/attempts").asInt()).isEqualTo(1);
            assertThat(delivery(relay, id, "crm").at("/reason").isNull()).isTrue();
        }
    }

    /** By the reason that is shown: in the list, on the console, and by what is to repair it. */
    private static void isFound(RunningRelay relay, String id) throws Exception {
        assertThat(relay.json(GONE).at("/items")).hasSize(1);
        assertThat(relay.get("/deliveries?state=pending&reason=destination_missing")
                        .body())
                .contains("/records/" + id);
        for (String repair : List.of("replays", "cancellations", "reroutes")) {
            byte[] count = "{\"filter\":{\"reason\":\"destination_missing\"},\"dryRun\":true}"
                    .getBytes(StandardCharsets.UTF_8);
            JsonNode counted = RunningRelay.JSON.readTree(
                    relay.post("/api/v1/" + repair, "application/json", count).body());
            assertThat(counted.at("/count").asInt()).as(counted.toString()).isEqualTo(1);
        }
    }

    private static void pause(RunningRelay relay) throws Exception {
        assertThat(post(relay, "/api/v1/destinations/crm/pause", "{\"reason\":\"it goes\"}"))
                .isEqualTo(200);
    }

    private static void resume(RunningRelay relay) throws Exception {
        assertThat(post(relay, "/api/v1/destinations/crm/resume", "{}")).isEqualTo(200);
    }

    private static int post(RunningRelay relay, String path, String body) throws Exception {
        return relay.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8))
                .statusCode();
    }

    private static String accept(RunningRelay relay) throws Exception {
        byte[] body = "{\"interactionId\":\"missing-1\",\"type\":\"voice\",\"disposition\":\"Product sold\"}"
                .getBytes(StandardCharsets.UTF_8);
        return RunningRelay.JSON
                .readTree(relay.post("/api/v1/activities", "application/json", body)
                        .body())
                .get("id")
                .asText();
    }

    private static JsonNode delivery(RunningRelay relay, String id, String destination) {
        return StreamSupport.stream(
                        relay.json("/api/v1/activities/" + id).at("/deliveries").spliterator(), false)
                .filter(delivery -> delivery.at("/destination").asText().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode destination(RunningRelay relay) {
        return StreamSupport.stream(
                        relay.json("/api/v1/destinations").at("/destinations").spliterator(), false)
                .filter(destination -> destination.at("/name").asText().equals("crm"))
                .findFirst()
                .orElseThrow();
    }
}
