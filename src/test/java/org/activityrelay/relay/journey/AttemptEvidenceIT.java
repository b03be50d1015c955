package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.stream.StreamSupport;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.destination.mail.ScriptedMailServer;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a mail server and a database said of a record: kept for operators, as far as it is theirs to read, and no longer than it. */
@Tag("full")
@ExtendWith(OutputCaptureExtension.class)
class AttemptEvidenceIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKeys.NewKey SENDER = ApiKeys.generate(Role.INGEST, "sender");
    private static final ApiKeys.NewKey OPERATOR = ApiKeys.generate(Role.OPERATOR, "ops");
    private static final ApiKeys.NewKey ADMIN = ApiKeys.generate(Role.ADMIN, "admin");
    private static final String PHONE = "+14155557788";
    private static final String RECORD = "{\"interactionId\":\"evidence-1\",\"type\":\"voice\","
            + "\"disposition\":\"Complaint\",\"phoneNumber\":\"" + PHONE + "\"}";

    /** A database that refuses everything and tells too much. */
    private static final String TALKATIVE = """
            create function refuse() returns trigger language plpgsql as $$
            begin
                raise exception using errcode = '23514',
                    message = 'rule seventeen refuses ' || coalesce(new.phone_number, 'nobody') || ', password=s3cr3t ' || repeat('y', 5000);
            end $$;
            create trigger refuse before insert on interaction for each row execute function refuse()
            """;

    @TempDir
    Path home;

    private RunningRelay relay;

    @Test
    void keepsWhatReceiversSaidForOperatorsAndAsLongAsTheRecord(CapturedOutput output) throws Exception {
        String reporting = SharedPostgres.newDatabase();
        SharedPostgres.execute(reporting, Files.readString(Path.of("routes/sql/postgresql/schema.sql")));
        SharedPostgres.execute(reporting, TALKATIVE);
        String keys = "relay.security.keys.";
        try (ScriptedMailServer mail = new ScriptedMailServer(null);
                RunningRelay running = RunningRelay.in(home)) {
            mail.replyingToData("554-5.7.1 policy ninety-nine refuses " + PHONE + ", password=s3cr3t\r\n554-"
                    + "y".repeat(900) + "\r\n554-" + "y".repeat(900) + "\r\n554-" + "y".repeat(900)
                    + "\r\n554 5.7.1 end");
            relay = running.start(
                    "relay.intake.queue.broker=none",
                    "relay.destination.email.mode=live",
                    "relay.destination.email.from=relay@example.com",
                    "relay.destination.email.smtp.host=127.0.0.1",
                    "relay.destination.email.smtp.port=" + mail.port(),
                    "relay.destination.email.smtp.security=none",
                    "relay.destination.database.url=" + reporting,
                    "relay.destination.database.username=" + SharedPostgres.username(),
                    "relay.destination.database.password=" + SharedPostgres.password(),
                    keys + "sender.role=ingest",
                    keys + "sender.hash=" + SENDER.hash(),
                    keys + "admin.role=admin",
                    keys + "admin.hash=" + ADMIN.hash(),
                    keys + "ops.role=operator",
                    keys + "ops.hash=" + OPERATOR.hash());
            HttpResponse<String> stored = send(SENDER, "POST", "/api/v1/activities", RECORD);
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(202);
            String id = RunningRelay.JSON.readTree(stored.body()).get("id").asText();

            JsonNode refusedMail = attempt(id, "email");
            assertThat(refusedMail.at("/outcome").asText()).isEqualTo("rejected");
            assertThat(refusedMail.at("/reason").asText()).isEqualTo("refused");
            assertThat(refusedMail.at("/statusCode").asInt()).isEqualTo(554);
            assertSaid(refusedMail, "policy ninety-nine refuses");
            JsonNode refusedRow = attempt(id, "database");
            assertThat(refusedRow.at("/outcome").asText()).isEqualTo("rejected");
            assertThat(refusedRow.at("/reason").asText()).isEqualTo("constraint_violated");
            assertThat(refusedRow.at("/statusCode").isNull()).isTrue();
            assertSaid(refusedRow, "rule seventeen refuses");

            String delivery = delivery(id, "email").at("/id").asText();
            assertThat(send(SENDER, "GET", "/api/v1/deliveries/" + delivery, null)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send(SENDER, "GET", "/api/v1/activities/" + id, null).body())
                    .doesNotContain("ninety-nine", "seventeen");
            // The database server's own log is the server's.
            assertThat(output.getAll().lines().filter(line -> !line.contains("EmbeddedPostgres")))
                    .isNotEmpty()
                    .noneMatch(
                            line -> line.contains("ninety-nine") || line.contains("seventeen") || line.contains(PHONE));

            assertThat(attempts()).isEqualTo(2);
            HttpResponse<String> erased = send(ADMIN, "POST", "/api/v1/erasures", "{\"interactionId\":\"evidence-1\"}");
            assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
            assertThat(attempts()).isZero();
            assertThat(send(OPERATOR, "GET", "/api/v1/deliveries/" + delivery, null)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private static void assertSaid(JsonNode attempt, String said) {
        assertThat(attempt.at("/startedAt").asText()).isNotEmpty();
        assertThat(attempt.at("/took").isNumber()).isTrue();
        String detail = attempt.at("/detail").asText();
        assertThat(detail)
                .contains(said, "[phone", "=***", "yyyy")
                .doesNotContain("s3cr3t", "4155557788")
                .hasSizeBetween(1_500, 2_000);
    }

    /** The only attempt of a delivery, as an operator reads it. */
    private JsonNode attempt(String id, String destination) throws Exception {
        await().until(() -> delivery(id, destination).at("/state").asText().equals("parked"));
        String delivery = delivery(id, destination).at("/id").asText();
        JsonNode whole = RunningRelay.JSON.readTree(
                send(OPERATOR, "GET", "/api/v1/deliveries/" + delivery, null).body());
        assertThat(whole.at("/attempts")).hasSize(1);
        return whole.at("/attempts/0");
    }

    private JsonNode delivery(String id, String destination) throws Exception {
        JsonNode whole = RunningRelay.JSON.readTree(
                send(OPERATOR, "GET", "/api/v1/activities/" + id, null).body());
        return StreamSupport.stream(whole.at("/deliveries").spliterator(), false)
                .filter(delivery -> delivery.at("/destination").asText().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    private int attempts() throws Exception {
        try (var ledger = DriverManager.getConnection(
                        "jdbc:sqlite:" + relay.data().resolve("ledger.db"));
                Statement statement = ledger.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from attempt")) {
            row.next();
            return row.getInt(1);
        }
    }

    private HttpResponse<String> send(ApiKeys.NewKey key, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(relay.address(path)))
                .header("X-API-Key", key.key())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
