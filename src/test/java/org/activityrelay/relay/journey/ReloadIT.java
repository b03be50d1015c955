package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules edited while records come. */
class ReloadIT {

    @TempDir
    Path home;

    private RunningRelay relay;
    private Path rules;
    private String good;

    @BeforeEach
    void start() throws Exception {
        relay = RunningRelay.in(home).start("relay.configuration.watch=100ms");
        rules = home.resolve("routes/3-routing.camel.yaml");
        good = Files.readString(rules);
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    private JsonNode configuration() {
        return relay.json("/api/v1/configuration");
    }

    private void awaitHash(String other) {
        await().until(() -> !configuration().get("hash").asText().equals(other));
    }

    private void awaitStale(boolean stale) {
        await().until(() -> configuration().get("stale").asBoolean() == stale);
    }

    private List<String> destinations(String disposition) throws Exception {
        String record = """
                {"interactionId":"%s","type":"voice","disposition":"%s"}""".formatted(UUID.randomUUID(), disposition);
        HttpResponse<String> answer =
                relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String id = RunningRelay.JSON.readTree(answer.body()).get("id").asText();
        List<String> names = new ArrayList<>();
        relay.json("/api/v1/activities/" + id)
                .get("deliveries")
                .forEach(delivery -> names.add(delivery.get("destination").asText()));
        return names;
    }

    @Test
    void takesAGoodEditUpAndKeepsWhatRunsAtABadOne() throws Exception {
        String first = configuration().get("hash").asText();
        assertThat(destinations("Complaint")).containsExactlyInAnyOrder("database", "email");

        Files.writeString(rules, good.replace("activity:deliver/email", "activity:deliver/emial"));
        awaitStale(true);
        JsonNode refused = configuration().get("refused").get("findings").get(0);
        assertThat(refused.get("file").asText()).isEqualTo("3-routing.camel.yaml");
        assertThat(refused.get("line").asInt()).isPositive();
        assertThat(relay.json("/actuator/health").toString()).contains("\"stale\":true");
        assertThat(relay.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(relay.get("/actuator/prometheus").body()).contains("relay_configuration_stale 1.0");
        assertThat(destinations("Complaint")).containsExactlyInAnyOrder("database", "email");

        // The cases say what complaints are for, until they are changed with the rule.
        Files.writeString(rules, good.replace("'Complaint'", "'Praise'"));
        await().until(() -> configuration().at("/refused/findings").toString().contains("a complaint")
                || configuration().at("/refused/findings").toString().contains("A complaint"));
        assertThat(configuration().at("/refused/findings/0/file").asText()).startsWith("cases/");
        assertThat(destinations("Complaint")).containsExactlyInAnyOrder("database", "email");
        Files.delete(home.resolve("routes/cases/email.case.yaml"));
        Files.delete(home.resolve("routes/cases/routing.case.yaml"));
        awaitHash(first);
        awaitStale(false);
        assertThat(destinations("Praise")).containsExactlyInAnyOrder("database", "email");
        assertThat(destinations("Complaint")).containsExactly("database");

        JsonNode events = relay.json("/api/v1/configurations").get("items");
        assertThat(events)
                .extracting(event -> event.get("event").asText())
                .startsWith("applied")
                .contains("refused")
                .endsWith("started");
        String changes = relay.json("/api/v1/configurations/"
                        + events.get(0).get("hash").asText().substring(0, 8) + "/changes?since=" + first)
                .get("files")
                .get(0)
                .get("diff")
                .asText();
        assertThat(changes).contains("--- a/routes/3-routing.camel.yaml");
    }

    @Test
    void runsTheLastGoodOneWhenItIsStartedWithBadFiles() throws Exception {
        relay.stop();
        Files.writeString(rules, good.replace("activity:deliver/email", "activity:deliver/emial"));
        relay.start("relay.configuration.watch=100ms");
        assertThat(configuration().get("stale").asBoolean()).isTrue();
        assertThat(destinations("Complaint")).containsExactlyInAnyOrder("database", "email");
        Files.writeString(rules, good);
        awaitStale(false);
    }

    @Test
    @Tag("full")
    void losesAndFailsNothingWhileFilesAreEdited() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        List<String> ids = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            while (!over.get()) {
                String id = UUID.randomUUID().toString();
                String record = "{\"interactionId\":\"%s\",\"type\":\"chat\"}".formatted(id);
                try {
                    int status = relay.post(
                                    "/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8))
                            .statusCode();
                    answers.merge(status, 1, Integer::sum);
                    ids.add(id);
                } catch (Exception e) {
                    answers.merge(-1, 1, Integer::sum);
                }
            }
        });
        sender.start();
        Path door = home.resolve("routes/1-intake-files.camel.yaml");
        String files = Files.readString(door);
        for (int i = 0; i < 4; i++) {
            String before = configuration().get("hash").asText();
            if (i % 2 == 0) {
                Files.writeString(rules, good + "\n# edit " + i + "\n");
            } else {
                Files.writeString(door, files + "\n# edit " + i + "\n"); // doors change hands too
            }
            awaitHash(before);
            Files.writeString(rules, good.replace("- filter:", "- fitler:"));
            awaitStale(true);
            Files.writeString(rules, good + "\n# again " + i + "\n");
            awaitStale(false);
        }
        over.set(true);
        sender.join();

        assertThat(answers).as("every answer").containsOnlyKeys(202);
        await().until(() -> relay.json("/api/v1/status").get("inFlight").asInt() == 0);
        for (String id : List.of(ids.get(0), ids.get(ids.size() / 2), ids.get(ids.size() - 1))) {
            await().until(() -> relay.json("/api/v1/activities?interactionId=" + id + "&status=delivered")
                            .get("items")
                            .size()
                    == 1);
        }
    }
}
