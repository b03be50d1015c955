package org.activityrelay.relay.journey;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.activityrelay.relay.intake.QueueSender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample by every door, on the shipped routes and embedded defaults. */
class ThreeDoorsIT {

    private static final Path SAMPLES = Path.of("routes/samples");

    @TempDir
    static Path home;

    private static RunningRelay relay;

    @BeforeAll
    static void start() throws Exception {
        relay = RunningRelay.in(home)
                .start("relay.intake.tenants.default.recording-base-url=https://tenant.example.com");
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    enum Door {
        HTTP {
            @Override
            void take(String name, byte[] body) throws Exception {
                HttpResponse<String> answer = relay.post("/api/v1/activities", "application/json", body);
                assertThat(answer.statusCode()).isIn(202, 400, 422);
            }
        },
        FILES {
            @Override
            void take(String name, byte[] body) throws Exception {
                Path hidden = relay.data().resolve("intake").resolve(name + ".tmp");
                Files.write(hidden, body);
                Files.move(hidden, relay.data().resolve("intake").resolve(name));
            }
        },
        QUEUE {
            @Override
            void take(String name, byte[] body) throws Exception {
                Path file = Files.write(home.resolve("queue-" + name), body);
                try (QueueSender sender = new QueueSender(relay.brokerUrl(), null, null, "activity.intake")) {
                    sender.send(file);
                }
            }
        };

        abstract void take(String name, byte[] body) throws Exception;
    }

    static Stream<String> good() throws Exception {
        return samples().filter(name -> !name.startsWith("invalid-"));
    }

    static Stream<String> invalid() throws Exception {
        return samples().filter(name -> name.startsWith("invalid-"));
    }

    private static Stream<String> samples() throws Exception {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
            assertThat(names).hasSizeGreaterThan(8);
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void storesAndDeliversEverySampleByEveryDoor(String name) throws Exception {
        for (Door door : Door.values()) {
            ObjectNode record = (ObjectNode) RunningRelay.JSON.readTree(Files.readAllBytes(SAMPLES.resolve(name)));
            String id = renamed(record, "-by-" + door);

            door.take(name, RunningRelay.JSON.writeValueAsBytes(record));

            JsonNode stored = awaitFinal(id);
            assertThat(stored.at("/intake").asText()).isEqualTo(door.name().toLowerCase());
            assertThat(stored.at("/deliveries"))
                    .allSatisfy(delivery -> assertThat(delivery.at("/state").asText())
                            .as("%s: %s", delivery.at("/destination"), delivery.at("/reason"))
                            .isEqualTo("delivered"));
            assertThat(row(id)).containsEntry("interaction_id", id);
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void keepsEveryInvalidSampleByEveryDoor(String name) throws Exception {
        byte[] body = Files.readAllBytes(SAMPLES.resolve(name));
        for (Door door : Door.values()) {
            long before = rejections(door);

            door.take(door + "-" + name, body);

            await().until(() -> rejections(door) == before + 1);
            JsonNode newest = relay.json("/api/v1/rejections").at("/items/0");
            assertThat(newest.at("/errors/0/detail").asText()).isNotBlank();
        }
        Path reject = relay.data().resolve("intake/rejected/FILES-" + name);
        await().until(() -> Files.exists(reject) && Files.exists(Path.of(reject + ".error.json")));
        assertThat(reject).hasBinaryContent(body);
    }

    @Test
    void contentArrivesIntact() throws Exception {
        relay.post(
                "/api/v1/activities",
                "application/json",
                Files.readAllBytes(SAMPLES.resolve("voice-complaint-5.19.json")));
        awaitFinal("0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa");

        Map<String, String> row = row("0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa");

        assertThat(row)
                .containsEntry("description", "Kunde meldet doppelte Abbuchung – Rückruf vereinbart.")
                .containsEntry("recording_url", "https://tenant.example.com/msgplayback?tenant_id=42&recording=abc")
                .containsEntry("started_at", "2025-11-21T10:30:00.000Z")
                .containsEntry("duration_seconds", "609")
                .containsEntry("disposition_class", "FAILURE");
        assertThatJson(row.get("attached_data")).isEqualTo("{invoice: '88213', language: 'de'}");
        assertThatJson(row.get("call_parties")).inPath("$[0].name").isEqualTo("Müller, Jürgen");
        String mail = soleFileWith("email", "Duplicate charge");
        assertThat(mail).contains("complaints@example.com").doesNotContain("msgplayback");
    }

    @Test
    void crmGetsWhatTheMappingSays() throws Exception {
        relay.post(
                "/api/v1/activities", "application/json", Files.readAllBytes(SAMPLES.resolve("voice-sale-5.24.json")));
        JsonNode stored = awaitFinal("EE55D97E-2705-49D1-A36D-34B3381DD416");

        assertThatJson(soleFileWith("crm", "EE55D97E-2705-49D1-A36D-34B3381DD416"))
                .inPath("$.body")
                .isObject()
                .containsEntry("interactionId", "EE55D97E-2705-49D1-A36D-34B3381DD416")
                .containsEntry("outcomeClass", "SUCCESS");
        assertThat(stored.at("/deliveries")).anySatisfy(delivery -> {
            assertThat(delivery.at("/destination").asText()).isEqualTo("crm");
            assertThat(delivery.at("/mode").asText()).isEqualTo("dry-run");
        });
    }

    @Test
    void tellsWhichRuleAskedForADelivery() throws Exception {
        HttpResponse<String> answer = relay.post(
                "/api/v1/activities",
                "application/json",
                "{\"interactionId\":\"rule-1\",\"type\":\"chat\",\"disposition\":\" message SENT \"}"
                        .getBytes(StandardCharsets.UTF_8));

        JsonNode stored =
                relay.json(RunningRelay.JSON.readTree(answer.body()).at("/href").asText());

        List<String> lines = Files.readAllLines(Path.of("routes/3-routing.camel.yaml"));
        assertThat(stored.at("/plan/destinations")).hasSize(2).allSatisfy(delivery -> {
            JsonNode rule = delivery.at("/rule");
            assertThat(rule.at("/routeId").asText()).isEqualTo("routing");
            assertThat(rule.at("/file").asText()).isEqualTo("3-routing.camel.yaml");
            assertThat(lines.get(rule.at("/line").asInt() - 1)).contains("activity:deliver/");
        });
    }

    @Test
    void oneRecordByThreeDoorsIsOneRow() throws Exception {
        byte[] body = "{\"interactionId\":\"once-1\",\"type\":\"voice\",\"attachedData\":{\"a\":\"b\"}}"
                .getBytes(StandardCharsets.UTF_8);
        Door.HTTP.take("once.json", body);
        awaitFinal("once-1");

        Door.FILES.take("once.json", body);
        Door.QUEUE.take("once.json", body);
        Door.HTTP.take(
                "once-last.json", "{\"interactionId\":\"once-2\",\"type\":\"voice\"}".getBytes(StandardCharsets.UTF_8));

        await().until(() -> Files.exists(relay.data().resolve("intake/done/once.json")));
        awaitFinal("once-2");
        JsonNode found = relay.json("/api/v1/activities?interactionId=ONCE-1");
        assertThat(found.at("/items")).hasSize(1);
        assertThat(found.at("/items/0/deliveries")).hasSize(1);
    }

    @Test
    void recordingExportIsOneRowPerRecording() throws Exception {
        Door.FILES.take("export.csv", Files.readAllBytes(SAMPLES.resolve("recordings-details.csv")));

        JsonNode second = awaitFinal("r-1002");

        assertThat(second.at("/activity/kind").asText()).isEqualTo("recording");
        assertThat(second.at("/activity/duration").asInt()).isEqualTo(38);
        assertThat(second.at("/deliveries")).hasSize(1);
        assertThat(row("r-1003")).containsEntry("agent_name", "María Ruiz").containsEntry("call_direction", "outbound");
        assertThat(relay.json("/api/v1/activities?globalInteractionId=7c0b9e3a-51b1-4b0e-9a53-2f1b64d0a9e1&type=voice")
                        .at("/items"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    /** Another interaction with the same content. */
    private static String renamed(ObjectNode record, String suffix) {
        ObjectNode owner = record.has("data") ? (ObjectNode) record.get("data") : record;
        String field = owner.has("item_id") ? "item_id" : "interactionId";
        String id = owner.get(field).asText() + suffix;
        owner.put(field, id);
        return id;
    }

    private static JsonNode awaitFinal(String interactionId) {
        String path = "/api/v1/activities?interactionId=" + interactionId;
        await().until(() -> {
            JsonNode items = relay.json(path).at("/items");
            return items.size() == 1
                    && Stream.of("pending", "in_flight")
                            .noneMatch(state -> items.toString().contains("\"" + state + "\""));
        });
        return relay.json(
                "/api/v1/activities/" + relay.json(path).at("/items/0/id").asText());
    }

    /** The umask of the one who starts it lets others read. */
    @Test
    void writesNothingThatOtherUsersCanRead() throws Exception {
        Path data = relay.data();
        assumeTrue(data.getFileSystem().supportedFileAttributeViews().contains("posix"));
        relay.post("/api/v1/activities", "application/json", "{}".getBytes(StandardCharsets.UTF_8));

        List<Path> open = new ArrayList<>();
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (isOpen(folder)) {
                    open.add(folder);
                }
                // What is in a closed folder is closed.
                return folder.equals(data) || isOpen(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isOpen(file) && !file.toString().endsWith(".lock")) {
                    open.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });

        assertThat(data.resolve("ledger.db")).exists();
        assertThat(data.resolve("reporting.db")).exists();
        assertThat(open).isEmpty();
    }

    private static boolean isOpen(Path path) throws IOException {
        return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                .endsWith("------");
    }

    private static long rejections(Door door) {
        int count = 0;
        for (JsonNode item : relay.json("/api/v1/rejections?limit=200").at("/items")) {
            count += item.at("/intake").asText().equals(door.name().toLowerCase()) ? 1 : 0;
        }
        return count;
    }

    private static Map<String, String> row(String interactionId) throws Exception {
        try (Connection database = DriverManager.getConnection(
                        "jdbc:sqlite:" + relay.data().resolve("reporting.db"));
                PreparedStatement query =
                        database.prepareStatement("select * from interaction where interaction_id = ?")) {
            query.setString(1, interactionId);
            ResultSet rows = query.executeQuery();
            assertThat(rows.next()).as("row of %s", interactionId).isTrue();
            Map<String, String> row = new java.util.HashMap<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.put(rows.getMetaData().getColumnName(i), rows.getString(i));
            }
            assertThat(rows.next()).as("second row of %s", interactionId).isFalse();
            return row;
        }
    }

    private static String soleFileWith(String destination, String text) throws Exception {
        try (Stream<Path> files = Files.list(relay.data().resolve("dry-run").resolve(destination))) {
            List<String> found = files.map(ThreeDoorsIT::read)
                    .filter(content -> content.contains("\"" + text + "\"")
                            || content.contains("Subject: " + text)
                            || destination.equals("email") && content.contains(text))
                    .toList();
            assertThat(found).as("%s with %s", destination, text).isNotEmpty();
            return found.get(0);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
