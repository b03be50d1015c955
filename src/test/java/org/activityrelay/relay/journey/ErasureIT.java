package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.DryRunFiles;
import org.activityrelay.relay.intake.ArtemisClient;
import org.activityrelay.relay.intake.QueueSender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person goes through every door to every destination, is erased, and is in no byte of any file afterwards. */
class ErasureIT {

    private static final String PHONE = "+14155557788";
    private static final String EMAIL = "annegret.u@example.org";
    private static final String NAME = "Annegret Unverwechselbar";
    private static final String NOTES = "Quittung siebenundachtzig nachgereicht";
    private static final List<String> TRACES =
            List.of("4155557788", "annegret.u@", "Unverwechselbar", "siebenundachtzig");

    @TempDir
    Path home;

    private RunningRelay relay;

    @BeforeEach
    void start() throws Exception {
        relay = RunningRelay.in(home).start();
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void erasesAPersonFromEveryByteAndAnswersWhatComesLateErased() throws Exception {
        handInEverywhere();
        Map<String, List<String>> before = traces();
        assertThat(String.join(" ", before.keySet()))
                .contains("ledger.db", "reporting.db", "dry-run/crm", "dry-run/email", "intake/done", "intake/rejected")
                .contains("broker/journal", ".json.tmp");

        JsonNode counted = erase("{\"phone\":\"" + PHONE + "\",\"dryRun\":true}", 200);
        assertThat(traces().keySet()).containsAll(List.of("ledger.db"));
        isGivenTheFile();
        JsonNode erased = erase("{\"phone\":\"" + PHONE + "\",\"reason\":\"ticket 4711\"}", 200);

        assertThat(places(erased)).isEqualTo(places(counted)).containsEntry("interaction_head", 5);
        assertThat(places(erased))
                .containsEntry("database", 5)
                .containsEntry("done and rejected files", 3)
                .containsEntry("queue activity.rejected", 2)
                .containsEntry("rejection", 3);
        assertThat(erased.at("/elsewhere")).isEmpty();
        assertThat(traces()).isEmpty();
        assertThat(Files.readString(relay.data().resolve("intake/done/mixed.ndjson")))
                .contains("other-1")
                .doesNotContain("by-file");
        assertThat(Files.readString(relay.data().resolve("intake/rejected/bad.ndjson")))
                .contains("bad-2")
                .doesNotContain("bad-1");
        assertThat(relay.json("/api/v1/activities?interactionId=other-1").at("/items"))
                .hasSize(1);
        comesLate();
    }

    private void handInEverywhere() throws Exception {
        HttpResponse<String> stored = post(person("by-http"));
        assertThat(stored.statusCode()).isEqualTo(202);
        post(person("by-http").put("description", NOTES + " und bestätigt"));
        post(person("by-http-2").put("type", "chat").put("disposition", "Message sent"));
        drop("mixed.ndjson", person("by-file") + "\n{\"interactionId\":\"other-1\",\"type\":\"voice\"}\n");
        drop("sole.json", person("by-file-2").toString());
        queue("by-queue.json", person("by-queue").toString());
        post(person("by-http-3").without("interactionId"));
        drop("bad.ndjson", person("bad-1").without("type") + "\n{\"interactionId\":\"bad-2\"}\n");
        queue("bad.json", person("bad-3").without("type").toString());
        queueWithAProperty();
        for (String id : List.of("by-http", "by-http-2", "by-file", "by-file-2", "by-queue", "other-1")) {
            awaitFinal(id);
        }
        await().until(() -> Files.exists(relay.data().resolve("intake/rejected/bad.ndjson"))
                && Files.exists(relay.data().resolve("intake/done/sole.json"))
                && relay.json("/api/v1/rejections").at("/items").size() == 5);
        leaveAnUnfinishedCopy();
    }

    /** As a process does that is killed while it writes what a dry run would have sent. */
    private void leaveAnUnfinishedCopy() throws IOException {
        Path folder = relay.data().resolve("dry-run/crm");
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(ErasureIT::isAboutThePerson).findFirst().orElseThrow();
            Files.copy(
                    file,
                    folder.resolve(DryRunFiles.unfinished(file.getFileName().toString())));
        }
    }

    private static boolean isAboutThePerson(Path file) {
        try {
            String text = Files.readString(file);
            return TRACES.stream().anyMatch(text::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No record, but its sender wrote who called beside it. */
    private void queueWithAProperty() throws Exception {
        try (Connection connection = ArtemisClient.connectionFactory(relay.brokerUrl(), null, null)
                        .createConnection();
                Session session = connection.createSession()) {
            Message message = session.createTextMessage("{\"no\":\"record\"}");
            message.setStringProperty("caller", PHONE);
            session.createProducer(session.createQueue("activity.intake")).send(message);
        }
    }

    private void isGivenTheFile() throws Exception {
        HttpResponse<String> answer = relay.post(
                "/api/v1/person-files",
                "application/json",
                ("{\"email\":\"" + EMAIL + "\"}").getBytes(StandardCharsets.UTF_8));
        JsonNode file = RunningRelay.JSON.readTree(answer.body());
        assertThat(file.at("/interactions").asInt()).isEqualTo(5);
        assertThat(file.at("/records")).hasSize(6);
        assertThat(file.at("/records/0/original").asText()).contains(NAME);
        assertThat(file.at("/records/0/deliveries/0/attempts")).isNotEmpty();
        assertThat(file.at("/sentTo").findValuesAsText("destination")).contains("database", "email", "crm");
        assertThat(file.at("/rejections")).hasSize(3);
    }

    private void comesLate() throws Exception {
        HttpResponse<String> late = post(person("by-http"));
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(RunningRelay.JSON.readTree(late.body()).at("/status").asText())
                .isEqualTo("erased");
        HttpResponse<String> waiting = relay.post(
                "/api/v1/activities?wait=5s&for=crm",
                "application/json",
                person("by-http").toString().getBytes(StandardCharsets.UTF_8));
        assertThat(waiting.statusCode()).isEqualTo(200);
        drop("late.json", person("by-file-2").toString());
        queue("late-queue.json", person("by-queue").toString());
        queue("after.json", "{\"interactionId\":\"after-1\",\"type\":\"voice\"}");

        await().until(() -> Files.exists(relay.data().resolve("intake/done/late.json")));
        awaitFinal("after-1");
        for (String id : List.of("by-http", "by-file-2", "by-queue")) {
            assertThat(relay.json("/api/v1/activities?interactionId=" + id).at("/items"))
                    .isEmpty();
        }
        assertThat(traces().keySet()).allMatch(file -> file.contains("late.json") || file.contains("broker"));
    }

    private static ObjectNode person(String id) {
        ObjectNode record = RunningRelay.JSON.createObjectNode();
        record.put("interactionId", id).put("type", "voice").put("callDirection", "inbound");
        record.put("phoneNumber", PHONE).put("email", EMAIL).put("contactName", NAME);
        record.put("description", NOTES).put("disposition", "Complaint");
        record.putArray("callParties")
                .addObject()
                .put("id", "1")
                .put("name", NAME)
                .put("phone", PHONE);
        return record;
    }

    private HttpResponse<String> post(JsonNode record) throws Exception {
        return relay.post(
                "/api/v1/activities", "application/json", record.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void drop(String name, String content) throws Exception {
        Path folder = relay.data().resolve("intake");
        Files.writeString(folder.resolve(name + ".tmp"), content);
        Files.move(folder.resolve(name + ".tmp"), folder.resolve(name));
    }

    private void queue(String name, String content) throws Exception {
        try (QueueSender sender = new QueueSender(relay.brokerUrl(), null, null, "activity.intake")) {
            sender.send(Files.writeString(home.resolve(name), content));
        }
    }

    private JsonNode erase(String body, int status) throws Exception {
        HttpResponse<String> answer =
                relay.post("/api/v1/erasures", "application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RunningRelay.JSON.readTree(answer.body());
    }

    private static Map<String, Integer> places(JsonNode erased) {
        Map<String, Integer> places = new TreeMap<>();
        erased.at("/places")
                .forEach(place -> places.put(
                        place.at("/place").asText(), place.at("/count").asInt()));
        return places;
    }

    private void awaitFinal(String interactionId) {
        String path = "/api/v1/activities?interactionId=" + interactionId;
        await().until(() -> {
            String items = relay.json(path).at("/items").toString();
            return !items.equals("[]") && !items.contains("\"pending\"") && !items.contains("\"in_flight\"");
        });
    }

    /** Which traces every file below the data folder holds, byte by byte; files without any are left out. */
    private Map<String, List<String>> traces() throws Exception {
        Map<String, List<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(relay.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                // Artemis keeps short texts in UTF-16.
                String wide = bytes.replace("\0", "");
                List<String> here = new ArrayList<>();
                for (String trace : TRACES) {
                    if (bytes.contains(trace) || wide.contains(trace)) {
                        here.add(trace);
                    }
                }
                if (!here.isEmpty()) {
                    found.put(relay.data().relativize(file).toString(), here);
                }
            }
        }
        return found;
    }
}
