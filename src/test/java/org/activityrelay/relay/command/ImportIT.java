package org.activityrelay.relay.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of records are handed to a running service. */
class ImportIT {

    @TempDir
    static Path home;

    @TempDir
    Path files;

    private static RunningRelay relay;

    @BeforeAll
    static void start() throws Exception {
        relay = RunningRelay.in(home).start();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void storesEveryRecordOnceHoweverOftenItIsRun() throws Exception {
        Path file = lines("many.ndjson", 1_234, "n-");

        Ran first = relay("import", file.toString());
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("1,234 records stored, 0 were there already, 0 were refused");
        assertThat(first.err()).as("no bar without a terminal").isEmpty();
        assertThat(find("n-0")).hasSize(1);
        assertThat(find("n-1233")).hasSize(1);

        Ran again = relay("import", file.toString(), "--batch", "100");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("0 records stored, 1,234 were there already");
        assertThat(files.resolve("many.ndjson.error.json")).doesNotExist();
    }

    @Test
    void tellsTheLineOfEachRefusedRecordAndStoresItsNeighbours() throws Exception {
        Path file = files.resolve("mixed.ndjson");
        Files.writeString(file, """
                {"interactionId":"x-1","type":"voice"}
                {"interactionId":"x-2"}

                {"interactionId":"x-3","type":
                {"interactionId":"x-4","type":"chat"}
                {"interactionId":"undefined","type":"voice"}
                """);

        Ran ran = relay("import", file.toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("2 records stored", "3 were refused: see " + file + ".error.json");
        JsonNode errors =
                Service.JSON.readTree(files.resolve("mixed.ndjson.error.json").toFile());
        assertThat(errors.get("refused").findValuesAsText("line")).containsExactly("2", "4", "6");
        assertThat(errors.at("/refused/0/problems/0/pointer").asText()).isEqualTo("/type");
        assertThat(errors.at("/refused/2/problems/0/pointer").asText()).isEqualTo("/interactionId");
        assertThat(errors.get("stored").asInt()).isEqualTo(2);
        for (JsonNode refused : errors.get("refused")) {
            String kept = "/api/v1/rejections/" + refused.get("rejection").asText();
            assertThat(relay.get(kept).statusCode()).isEqualTo(200);
        }

        Files.writeString(file, "{\"interactionId\":\"x-2\",\"type\":\"voice\"}\n");
        assertThat(relay("import", file.toString()).exit()).isZero();
        assertThat(files.resolve("mixed.ndjson.error.json"))
                .as("nothing is refused any more")
                .doesNotExist();
    }

    @Test
    void tellsEachLineOfAFileOfWhichNothingIsARecord() throws Exception {
        Path file = files.resolve("none.ndjson");
        Files.writeString(file, "{\"interactionId\":\"z-1\"}\n{\"type\":\"voice\"}\n");
        int before = relay.json("/api/v1/rejections").get("items").size();

        assertThat(relay("import", file.toString()).exit()).isEqualTo(1);

        JsonNode errors =
                Service.JSON.readTree(files.resolve("none.ndjson.error.json").toFile());
        assertThat(errors.get("refused").findValuesAsText("line")).containsExactly("1", "2");
        assertThat(errors.at("/refused/0/problems/0/pointer").asText()).isEqualTo("/type");
        assertThat(errors.at("/refused/1/problems/0/pointer").asText()).isEqualTo("/interactionId");
        assertThat(relay.json("/api/v1/rejections").get("items").size())
                .as("each is kept once")
                .isEqualTo(before + 2);
    }

    @Test
    void readsArraysAndTheRecordingExport() throws Exception {
        Path array = files.resolve("array.json");
        Files.writeString(
                array,
                "[\n  {\n    \"interactionId\": \"a-1\",\n    \"type\": \"voice\"\n  },\n"
                        + "  {\"interactionId\": \"a-2\", \"type\": \"chat\"}\n]\n");
        Path csv = files.resolve("export.csv");
        Files.copy(Path.of("routes/samples/recordings-details.csv"), csv);

        Ran ran = relay("import", array.toString(), csv.toString());

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("array.json: 2 records stored", "export.csv: 3 records stored");
        assertThat(find("a-1")).hasSize(1);
        assertThat(find("r-1001").get(0).get("intake").asText()).isEqualTo("http");
    }

    @Test
    void storesRevisionsInTheOrderOfTheFile() throws Exception {
        Path file = files.resolve("revisions.ndjson");
        Files.writeString(
                file,
                "{\"interactionId\":\"o-1\",\"type\":\"voice\",\"disposition\":\"A\"}\n"
                        + "{\"interactionId\":\"o-1\",\"type\":\"voice\",\"disposition\":\"B\"}\n"
                        + "{\"interactionId\":\"o-1\",\"type\":\"voice\",\"disposition\":\"C\"}\n");

        assertThat(relay("import", file.toString(), "--batch", "2").exit()).isZero();

        JsonNode newest = find("o-1").get(0);
        assertThat(newest.get("revision").asInt()).isEqualTo(3);
        assertThat(newest.toString()).contains("\"C\"");
    }

    @Test
    @Tag("full")
    void waitsAsLongAsTheServiceAsksAndSendsTheRestAgain() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer busy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        busy.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes()));
            String[] answers = {
                "503 {\"reason\":\"ledger_unavailable\",\"detail\":\"Nothing was stored.\"}",
                "207 {\"items\":[{\"httpStatus\":202},{\"httpStatus\":503},{\"httpStatus\":202}]}",
                "429 {\"reason\":\"too_many_requests\",\"detail\":\"Later.\"}",
                "207 {\"items\":[{\"httpStatus\":202},{\"httpStatus\":200}]}"
            };
            String answer = answers[Math.min(bodies.size(), answers.length) - 1];
            byte[] body = answer.substring(4).getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        busy.start();
        try {
            long began = System.nanoTime();
            Ran ran = Ran.command(
                    home,
                    Map.of("RELAY_URL", "http://127.0.0.1:" + busy.getAddress().getPort()),
                    "import",
                    lines("three.ndjson", 3, "w-").toString());

            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("2 records stored, 1 was there already");
            assertThat(System.nanoTime() - began).isGreaterThan(3_000_000_000L);
            assertThat(bodies).hasSize(4);
            assertThat(bodies.get(1)).isEqualTo(bodies.get(0)).contains("w-0", "w-1", "w-2");
            assertThat(bodies.get(3)).doesNotContain("w-0").contains("w-1", "w-2");
        } finally {
            busy.stop(0);
        }
    }

    @Test
    void saysWhatIsWrongWithAFileThatCannotBeRead() throws Exception {
        assertThat(relay("import", "nowhere.json").err()).contains("nowhere.json: there is no such file");
        Path text = Files.writeString(files.resolve("notes.txt"), "x");
        assertThat(relay("import", text.toString()).err()).contains("none of .json, .ndjson, .jsonl, .csv");
        Path csv = Files.writeString(files.resolve("other.csv"), "a,b\n1,2\n");
        Ran other = relay("import", csv.toString());
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("other.csv", "RecordingId");
    }

    @Test
    @Tag("full")
    void readsAFileOfAGigabyteInASmallHeap() throws Exception {
        Path file = files.resolve("large.ndjson");
        String notes = "x".repeat(500_000);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 2_150; i++) {
                out.write("{\"interactionId\":\"l-" + i + "\",\"type\":\"voice\",\"notes\":\"" + notes + "\"}\n");
            }
        }
        assertThat(Files.size(file)).isGreaterThan(1L << 30);

        Ran ran = Ran.command(
                home, Map.of("RELAY_URL", relay.address("")), List.of("-Xmx64m"), "import", file.toString());

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("2,150 records stored");
    }

    private Path lines(String name, int count, String prefix) throws Exception {
        Path file = files.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                out.write("{\"interactionId\":\"" + prefix + i + "\",\"type\":\"voice\"}\n");
            }
        }
        return file;
    }

    private static JsonNode find(String interaction) {
        return relay.json("/api/v1/activities?interactionId=" + interaction).get("items");
    }

    private static Ran relay(String... arguments) {
        return Ran.command(home, Map.of("RELAY_URL", relay.address("")), arguments);
    }
}
