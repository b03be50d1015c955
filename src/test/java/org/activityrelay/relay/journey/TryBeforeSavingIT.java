package org.activityrelay.relay.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.activityrelay.relay.command.RelayCommand;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Somebody who changes a rule sees what it would do, before it does it. */
class TryBeforeSavingIT {

    private static final int CRM = TrialFolder.ruleLine("activity:deliver/{{relay.routing.crm}}");

    @TempDir
    Path home;

    /** Exit code and what was printed. */
    private record Ran(int exit, String out) {}

    private static Ran relay(String... arguments) {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new RelayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return new Ran(exit, out.toString());
    }

    private static void store(RunningRelay relay, String sample) throws Exception {
        assertThat(relay.post(
                                "/api/v1/activities",
                                "application/json",
                                Files.readAllBytes(Path.of("routes/samples", sample)))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void explainsTestsAndComparesWithoutSendingAnything() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home).start("relay.destination.database.mode=dry-run")) {
            for (String sample :
                    new String[] {"voice-sale-5.24.json", "chat-solved-5.24.json", "voice-complaint-5.19.json"}) {
                store(relay, sample);
            }
            String url = "http://localhost:" + relay.port();
            JsonNode sale = relay.json("/api/v1/activities?interactionId=EE55D97E-2705-49D1-A36D-34B3381DD416")
                    .at("/items/0");

            Ran stored = relay("explain", sale.path("id").asText(), "--url", url);
            assertThat(stored.out()).contains("2. crm  dry-run, by 3-routing.camel.yaml:" + CRM);
            assertThat(stored.exit()).isZero();
            assertThat(relay("explain", "routes/samples/invalid-missing-id.json", "--running", "--url", url))
                    .satisfies(refused -> assertThat(refused.out()).contains("/interactionId"))
                    .satisfies(refused -> assertThat(refused.exit()).isEqualTo(1));
            assertThat(relay.post("/api/v1/tests", "application/json", "{}".getBytes(UTF_8))
                            .body())
                    .contains("\"good\":true");

            Path candidate = copy(home.resolve("routes"), home.resolve("candidate"));
            Path rules = candidate.resolve("3-routing.camel.yaml");
            Files.writeString(rules, Files.readString(rules).replace("'voice,chat'", "'voice'"));
            Ran shadow = relay("shadow", "--routes", candidate.toString(), "--last", "1h", "--url", url);
            assertThat(shadow.out())
                    .contains("3 records compared, 1 differ.")
                    .contains("crm is gone: 3-routing.camel.yaml:" + CRM + " sent it");
            assertThat(shadow.exit()).isZero();
            assertThat(relay("shadow", "--routes", candidate.toString(), "--count", "1", "--url", url)
                            .out())
                    .contains("1 records compared, 0 differ.");

            Ran test = relay("test", candidate.toString());
            assertThat(test.out())
                    .contains("FAIL  A solved chat is kept and goes to the CRM")
                    .contains("deliveries to database");
            assertThat(test.exit()).isEqualTo(1);
            assertThat(relay("test", "--only", "a solved chat").exit()).isZero();
            assertThat(relay("test", "--only", "nothing of the kind").exit()).isEqualTo(2);
        }
    }

    private static Path copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }
}
