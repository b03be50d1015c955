package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.activityrelay.relay.command.RelayCommand;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator sends one record for real before the destination is live, and then goes live. */
class TryIT {

    @TempDir
    Path home;

    private FakeSalesforce salesforce;
    private RunningRelay relay;

    @BeforeEach
    void start() throws Exception {
        salesforce = new FakeSalesforce();
        relay = RunningRelay.in(home);
        start("dry-run");
    }

    private void start(String mode) {
        relay.start(
                "relay.routing.crm=salesforce",
                "relay.destination.salesforce.mode=" + mode,
                "relay.destination.salesforce.url=" + salesforce.url(),
                "relay.destination.salesforce.auth.token-url=" + salesforce.url() + "/services/oauth2/token",
                "relay.destination.salesforce.auth.client-id=consumer-key",
                "relay.destination.salesforce.auth.client-secret=consumer-secret");
    }

    @AfterEach
    void stop() {
        relay.close();
        salesforce.close();
    }

    private record Said(int code, String text) {}

    private Said relay(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new Said(RelayCommand.run(arguments), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private Said tries(String record, String... more) {
        java.util.List<String> arguments = new java.util.ArrayList<>(
                java.util.List.of("try", "salesforce", record, "--url", "http://localhost:" + relay.port()));
        arguments.addAll(java.util.List.of(more));
        return relay(arguments.toArray(String[]::new));
    }

    private static byte[] record(String interaction, String description) {
        ObjectNode record = RunningRelay.JSON
                .createObjectNode()
                .put("interactionId", interaction)
                .put("type", "voice")
                .put("callDirection", "inbound")
                .put("phoneNumber", "+14155550123")
                .put("disposition", "Product sold")
                .put("startTime", 1_795_000_000_000L)
                .put("endTime", 1_795_000_095_000L)
                .put("description", description);
        return record.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Hands it in, and waits until it is recorded. */
    private String stored(String interaction) throws Exception {
        JsonNode answer = RunningRelay.JSON.readTree(
                relay.post("/api/v1/activities", "application/json", record(interaction, "First words"))
                        .body());
        String id = answer.get("id").asText();
        await().until(() -> delivery(id).path("state").asText().equals("delivered"));
        return id;
    }

    private JsonNode delivery(String activity) {
        for (JsonNode delivery : relay.json("/api/v1/activities/" + activity).path("deliveries")) {
            if (delivery.path("destination").asText().equals("salesforce")) {
                return delivery;
            }
        }
        throw new AssertionError("no delivery");
    }

    @Test
    void oneRecordGoesForRealAndGoingLiveDoesNotWriteItTwice() throws Exception {
        String tried = stored("c0ffee00-0000-4000-8000-000000000001");
        String other = stored("c0ffee00-0000-4000-8000-000000000002");
        assertThat(salesforce.requests()).isEmpty();

        Said shown = tries(tried, "--dry-run");
        assertThat(shown.text())
                .contains("Would be sent to salesforce", "PATCH " + salesforce.url(), "Nothing was sent");
        assertThat(salesforce.requests()).isEmpty();

        Said done = tries(tried, "--yes");
        assertThat(done.code()).as(done.text()).isZero();
        assertThat(salesforce.tasks()).hasSize(1);
        String task = salesforce.tasks().get(0).get("Id").asText();
        assertThat(done.text())
                .contains("→ 201", "Delivered.", task, "/lightning/r/Task/" + task + "/view", "the ledger knows")
                .doesNotContain("consumer-secret", "token-1");
        assertThat(delivery(tried).path("mode").asText()).isEqualTo("live");
        assertThat(delivery(tried).path("externalId").asText()).isEqualTo(task);
        assertThat(delivery(other).path("mode").asText()).isEqualTo("dry-run");
        assertThat(relay.json("/api/v1/audit").toString()).contains("\"try\"", "\"try_ended\"", "delivered as " + task);
        assertThat(tries(tried, "--yes").code()).isNotZero();
        assertThat(salesforce.writes()).hasSize(1);

        relay.stop();
        start("live");
        ObjectNode replay = RunningRelay.JSON.createObjectNode();
        replay.putObject("filter").put("destination", "salesforce").put("mode", "dry-run");
        relay.post("/api/v1/replays", "application/json", replay.toString().getBytes(StandardCharsets.UTF_8));
        await().until(() -> salesforce.tasks().size() == 2);
        assertThat(salesforce.writes()).hasSize(2);

        relay.post(
                "/api/v1/activities?wait=10s&for=salesforce",
                "application/json",
                record("c0ffee00-0000-4000-8000-000000000001", "Second words"));
        assertThat(salesforce.tasks()).hasSize(2);
        assertThat(salesforce.tasks().get(0).path("Description").asText()).contains("Second words");
        assertThat(tries(tried, "--yes").code()).isNotZero();
    }

    @Test
    @Tag("full")
    void aFileIsNotStoredAndIsRecognisedWhenItComesLater() throws Exception {
        Path file = home.resolve("record.json");
        Files.write(file, record("c0ffee00-0000-4000-8000-000000000003", "First words"));

        Said done = tries(file.toString(), "--yes");
        assertThat(done.code()).as(done.text()).isZero();
        assertThat(done.text()).contains("it was not stored");
        assertThat(salesforce.tasks()).hasSize(1);
        assertThat(relay.json("/api/v1/activities").path("items")).isEmpty();

        relay.stop();
        start("live");
        relay.post("/api/v1/activities?wait=10s&for=salesforce", "application/json", Files.readAllBytes(file));
        assertThat(salesforce.tasks()).hasSize(1);
        assertThat(relay.json("/api/v1/activities").path("items")).hasSize(1);
    }

    @Test
    void whatIsRefusedIsToldInTheCrmsWordsAndStaysInDryRun() throws Exception {
        String id = stored("c0ffee00-0000-4000-8000-000000000004");
        salesforce.lock("CallDisposition");

        Said done = tries(id, "--yes");
        assertThat(done.code()).isNotZero();
        assertThat(done.text())
                .contains("Not delivered: field_refused", "CallDisposition", "→ 400", "Nothing was written there");
        assertThat(salesforce.tasks()).isEmpty();
        await().until(() -> delivery(id).path("state").asText().equals("delivered")
                && delivery(id).path("mode").asText().equals("dry-run"));
    }

    @Test
    @Tag("full")
    void examinesAsTheServiceSeesIt() {
        salesforce.hide("CallObject");
        Said said = relay(
                "doctor", "--running", "--destination", "salesforce", "--url", "http://localhost:" + relay.port());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("field CallObject does not exist on Task");
        assertThat(salesforce.writes()).isEmpty();
    }
}
