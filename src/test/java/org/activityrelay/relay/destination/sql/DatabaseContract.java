package org.activityrelay.relay.destination.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.classifier.FailureClassifier;
import org.activityrelay.relay.destination.CannotHappen;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.activityrelay.relay.destination.Samples;
import org.activityrelay.relay.destination.Shows;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Interaction;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.privacy.Traces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the database destination does on every database. */
@CannotHappen(value = Case.REVISED_AFTER_COMPLETION, because = "a row is not completed by anybody")
@CannotHappen(
        value = Case.THROTTLED,
        because = "a database asks for no patience: one that is locked or has no connection left is tried again")
@CannotHappen(
        value = Case.REAUTHENTICATED,
        because = "a connection logs in when it is made, and a lost one is made anew")
@CannotHappen(value = Case.NO_LINK, because = "a row is linked to no other; what the agent saw is kept as it came")
@CannotHappen(
        value = Case.SEVERAL_LINKS,
        because = "a row is linked to no other; what the agent saw is kept as it came")
abstract class DatabaseContract {

    private static final ObjectMapper JSON = new ObjectMapper();

    Rig rig;
    JdbcTemplate jdbc;

    /** A started rig with the shipped route on a fresh database. */
    abstract Rig open() throws Exception;

    /** The same, where nothing is sent; not started. */
    abstract Rig recording();

    /** The same database, to be opened with other files; not started. */
    abstract Rig again();

    /** Name of its folder below {@code routes/sql}. */
    abstract String dialect();

    /** A stored time, as epoch milliseconds. */
    abstract Long millis(Object column);

    abstract boolean flag(Object column);

    @BeforeEach
    void start() throws Exception {
        rig = open();
        jdbc = new JdbcTemplate(rig.databases().reporting());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    Map<String, Object> row(String interactionId) {
        return jdbc.queryForMap("select * from interaction where interaction_id = ?", interactionId);
    }

    static JsonNode json(Object column) throws Exception {
        return column == null ? null : JSON.readTree(column.toString());
    }

    private int rows() {
        return jdbc.queryForObject("select count(*) from interaction", Integer.class);
    }

    @Test
    @Shows(Case.DELIVERED)
    void writesEveryFieldOfEverySample() throws Exception {
        for (Map.Entry<String, ObjectNode> sample : Samples.all().entrySet()) {
            ObjectNode record = sample.getValue();
            rig.deliver(Claims.of("database", record));

            Map<String, Object> row = row(record.get("interactionId").asText());
            record.properties().forEach(field -> assertField(sample.getKey(), field.getKey(), field.getValue(), row));
        }
        assertThat(jdbc.queryForObject("select count(*) from interaction", Integer.class))
                .isGreaterThan(9);
    }

    private void assertField(String sample, String field, JsonNode value, Map<String, Object> row) {
        String name = column(field);
        assertThat(row).as(sample + " " + field).containsKey(name);
        Object stored = row.get(name);
        if (value.isNull()) {
            assertThat(stored).as(sample + " " + field).isNull();
        } else if (name.endsWith("_at")) {
            assertThat(millis(stored)).as(sample + " " + field).isEqualTo(value.asLong());
        } else if (value.isContainerNode()) {
            try {
                assertThat(json(stored)).as(sample + " " + field).isEqualTo(value);
            } catch (Exception unreadable) {
                throw new AssertionError(sample + " " + field, unreadable);
            }
        } else if (value.isBoolean()) {
            assertThat(flag(stored)).as(sample + " " + field).isEqualTo(value.asBoolean());
        } else {
            assertThat(String.valueOf(stored)).as(sample + " " + field).isEqualTo(value.asText());
        }
    }

    private static String column(String field) {
        return switch (field) {
            case "startTime" -> "started_at";
            case "endTime" -> "ended_at";
            case "duration" -> "duration_seconds";
            case "ANI", "DNIS" -> field.toLowerCase(java.util.Locale.ROOT);
            case "transferANI" -> "transfer_ani";
            default -> field.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static Claim revision(int revision, String description) {
        return Claims.of("database", Claims.minimal().put("description", description), revision, 1, null);
    }

    @Test
    @Shows(Case.REVISED)
    void aLaterRevisionReplacesTheRow() throws Exception {
        rig.deliver(Claims.of(
                "database", Claims.minimal().put("description", "first").put("subject", "s")));
        rig.deliver(revision(2, "second"));

        assertThat(row("m-1")).containsEntry("description", "second").containsEntry("revision", 2);
        assertThat(row("m-1").get("subject")).isNull();
        assertThat(jdbc.queryForObject("select count(*) from interaction", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void anEarlierRevisionNeverOverwritesAndStillCountsAsDelivered() throws Exception {
        rig.deliver(revision(2, "second"));
        Delivered late = rig.deliver(revision(1, "first"));

        assertThat(row("m-1")).containsEntry("description", "second").containsEntry("revision", 2);
        assertThat(late.evidence().anythingSent()).isTrue();
        assertThat(late.evidence().isAmbiguous()).isFalse();
    }

    /** Also when nobody knows that it was written: the process was killed, or the answer lost. */
    @Test
    @Shows({Case.REPLAYED, Case.CUT_AFTER_THE_WRITE})
    void theSameRevisionMayBeWrittenAgain() throws Exception {
        rig.deliver(revision(1, "first"));
        Map<String, Object> before = row("m-1");
        rig.deliver(Claims.of("database", Claims.minimal().put("description", "first"), 1, 2, null));

        Map<String, Object> after = row("m-1");
        before.remove("written_at");
        after.remove("written_at");
        assertThat(after).isEqualTo(before);
        assertThat(rows()).isEqualTo(1);
    }

    /** The row has a key, and every write of it is whole: what was perhaps written by the former statement is written over. */
    @Test
    @Shows(Case.MAPPING_EDITED_BETWEEN_ATTEMPTS)
    void aStatementEditedBetweenAttemptsWritesTheSameRow() throws Exception {
        rig.deliver(revision(1, "first"));
        String file = "sql/" + dialect() + "/upsert.sql";
        String shipped = Files.readString(Path.of("routes", file));
        String edited = shipped.replace("  :?description,", "  'Edited: ' || :?description,");
        assertThat(edited).isNotEqualTo(shipped);
        rig.close();
        rig = again().file(file, edited).start();
        jdbc = new JdbcTemplate(rig.databases().reporting());

        rig.deliver(Claims.of("database", Claims.minimal().put("description", "first"), 1, 2, null));

        assertThat(row("m-1")).containsEntry("description", "Edited: first");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    @Shows(Case.REFUSED)
    void whatAConstraintRefusesIsParkedWithTheReason() throws Exception {
        rig.deliver(revision(1, "first"));
        jdbc.execute("create unique index only_one on interaction (type)");

        Delivered refused = rig.attempt(
                Claims.of(
                        "database", Claims.minimal().put("interactionId", "m-2").put("description", "Secret words")),
                exchange -> {});

        Attempt judged = new FailureClassifier(Clock.systemUTC())
                .attempt(refused.exchange().getException(), refused.evidence());
        assertThat(judged.outcome()).as(judged.detail()).isEqualTo(new Outcome.Rejected("constraint_violated"));
        assertThat(judged.detail())
                .containsPattern("only_one|interaction\\.type")
                .doesNotContain("Secret words");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    @Shows(Case.DRY_RUN)
    void aDryRunShowsTheStatementAndItsParameters() throws Exception {
        try (Rig dry = recording().start()) {
            Delivered shown = dry.deliver(revision(1, "first"));

            assertThat(shown.evidence().recorded()).hasSize(1);
            JsonNode request = shown.evidence().recorded().get(0).description();
            assertThat(request.get("statement").asText()).contains("insert into interaction", "on conflict");
            assertThat(request.get("parameters").toString()).contains("\"first\"");
        }
        rig.deliver(Claims.of("database", Claims.minimal().put("interactionId", "m-2")));
        assertThat(jdbc.queryForList("select interaction_id from interaction", String.class))
                .containsExactly("m-2");
    }

    @Test
    @Shows(Case.TOO_LONG)
    void longTextIsKeptWhole() throws Exception {
        String text = "long ".repeat(40_000) + "end";

        rig.deliver(Claims.of("database", Claims.minimal().put("description", text)));

        assertThat(row("m-1")).containsEntry("description", text);
    }

    @Test
    @Shows(Case.UNICODE)
    void textOfARecordIsNeverPartOfTheStatement() throws Exception {
        String evil = "'; drop table interaction; -- :?tenant ? # ${body} 日本 ✅\n\"";
        rig.deliver(Claims.of("database", Claims.minimal().put("description", evil)));

        assertThat(row("m-1")).containsEntry("description", evil);
    }

    /** Named after CVE-2026-33454 and CVE-2026-59230: no header reaches {@code sql:}. */
    @Test
    void headersNeitherReplaceTheStatementNorGiveParameters() throws Exception {
        Delivered delivered = rig.deliver(revision(1, "first"), exchange -> {
            exchange.getMessage().setHeader("CamelSqlQuery", "drop table interaction");
            exchange.getMessage().setHeader("cAMELsqlquery", "drop table interaction");
            exchange.getMessage().setHeader("CamelSqlParameters", Map.of("tenant", "evil"));
            exchange.getMessage().setHeader("CamelSqlRetrieveGeneratedKeys", true);
            exchange.getMessage().setHeader("CamelSqlGeneratedColumns", new String[] {"description"});
            exchange.getMessage().setHeader("CamelSqlDataSource", new DriverManagerDataSource("jdbc:sqlite::memory:"));
            exchange.getMessage().setHeader("subject", "evil");
            exchange.setVariable("subject", "evil");
        });

        assertThat(row("m-1")).containsEntry("tenant", "default").containsEntry("description", "first");
        assertThat(row("m-1").get("subject")).isNull();
        assertThat(delivered.exchange().getMessage().getHeaders()).doesNotContainKey("CamelSqlGeneratedKeyRows");
    }

    @Test
    void keepsMilliseconds() throws Exception {
        rig.deliver(Claims.of(
                "database", Claims.minimal().put("startTime", 1763720000123L).put("endTime", 1L)));

        assertThat(millis(row("m-1").get("started_at"))).isEqualTo(1763720000123L);
        assertThat(millis(row("m-1").get("ended_at"))).isEqualTo(1L);
    }

    @Test
    void deliveriesRunTogether() throws Exception {
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> {
                for (int record = 0; record < 25; record++) {
                    rig.attempt(
                            Claims.of("database", Claims.minimal().put("interactionId", number + "-" + record)),
                            exchange -> {});
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(jdbc.queryForObject("select count(*) from interaction", Integer.class))
                .isEqualTo(100);
    }

    @Test
    void erasesWhatWasWrittenOfARecordAndNothingElse() throws Exception {
        Claim claim = Claims.of("database", Claims.minimal());
        rig.deliver(claim);
        rig.deliver(Claims.of("database", Claims.minimal().put("interactionId", "m-2")));
        ReportingCopies copies = new ReportingCopies(rig.databases(), DatabaseContract::shipped);

        assertThat(copies.erase(traces(claim, Mode.LIVE), true)).contains(1);
        assertThat(row("m-1")).isNotEmpty();
        assertThat(copies.erase(traces(claim, Mode.DRY_RUN), false)).contains(0);
        assertThat(copies.erase(traces(claim, Mode.LIVE), false)).contains(1);

        assertThat(jdbc.queryForList("select interaction_id from interaction", String.class))
                .containsExactly("m-2");
        assertThat(copies.erase(traces(claim, Mode.LIVE), false)).contains(0);
    }

    @Test
    void deletesByAgeWhereThereIsAStatementForIt() throws Exception {
        rig.deliver(Claims.of("database", Claims.minimal()));
        ReportingCopies copies = new ReportingCopies(rig.databases(), DatabaseContract::shipped);
        boolean shipped = shipped("routes/sql/" + dialect() + "/purge.sql").isPresent();
        Instant now = Instant.now();

        assertThat(copies.purge(now.minusSeconds(3_600), now)).isZero();
        assertThat(row("m-1")).isNotEmpty();
        assertThat(copies.purge(now.plusSeconds(3_600), now)).isEqualTo(shipped ? 1 : 0);
        assertThat(jdbc.queryForObject("select count(*) from interaction", Integer.class))
                .isEqualTo(shipped ? 0 : 1);
    }

    private static Optional<String> shipped(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Traces traces(Claim claim, Mode mode) {
        Sent sent = new Sent(
                claim.deliveryId(),
                claim.activityId(),
                "database",
                "",
                claim.recordKey(),
                mode,
                DeliveryState.DELIVERED,
                false,
                null,
                null,
                false,
                false);
        Interaction interaction =
                new Interaction("h-1", "default", "interaction", "m-1", 1, List.of(claim.activityId()));
        Held held = new Held(List.of(interaction), List.of(sent), List.of());
        return Traces.of(new Subject(null, "+14155550100", null, null), held);
    }
}
