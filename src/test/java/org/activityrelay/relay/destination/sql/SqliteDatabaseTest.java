package org.activityrelay.relay.destination.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {

    @TempDir
    Path folder;

    @Override
    Rig open() throws Exception {
        return rig().shipped("5-destination-database.camel.yaml").start();
    }

    private Rig rig() {
        return in(Rig.live());
    }

    private Rig in(Rig rig) {
        return rig.with("relay.data", folder.resolve("made/when/needed").toString());
    }

    @Override
    Rig recording() {
        return in(Rig.recording()).shipped("5-destination-database.camel.yaml");
    }

    @Override
    Rig again() {
        return rig().shipped("5-destination-database.camel.yaml");
    }

    @Override
    String dialect() {
        return "sqlite";
    }

    @Override
    Long millis(Object column) {
        return column == null ? null : Instant.parse(column.toString()).toEpochMilli();
    }

    @Override
    boolean flag(Object column) {
        return ((Number) column).intValue() == 1;
    }

    @Test
    void makesNothingBeforeTheFirstDelivery() throws Exception {
        try (Rig unused = Rig.live()
                .with("relay.data", folder.resolve("unused"))
                .shipped("5-destination-database.camel.yaml")
                .start()) {
            assertThat(folder.resolve("unused")).doesNotExist();
        }
    }

    @Test
    void isAsDurableAsTheLedger() throws Exception {
        rig.deliver(Claims.of("database", Claims.minimal()));

        assertThat(jdbc.queryForObject("pragma synchronous", Integer.class)).isEqualTo(2);
        assertThat(jdbc.queryForObject("pragma journal_mode", String.class)).isEqualTo("wal");
        assertThat(jdbc.queryForObject("pragma secure_delete", Integer.class)).isEqualTo(1);
    }

    @Test
    void addsColumnsThatTheSiteAddedToItsSchema() throws Exception {
        rig.deliver(Claims.of("database", Claims.minimal()));
        rig.close();
        String schema = Files.readString(Path.of("routes/sql/sqlite/schema.sql"))
                .replace("  additional ", "  invoice text,\n  \"Sales Region\" text default 'none',\n  additional ");
        String upsert = Files.readString(Path.of("routes/sql/sqlite/upsert.sql"))
                .replace("  additional,\n", "  invoice,\n  additional,\n")
                .replace("  :?additional,\n", "  :?${body.attachedData[invoice]},\n  :?additional,\n");

        rig = rig().file("sql/sqlite/schema.sql", schema)
                .file("sql/sqlite/upsert.sql", upsert)
                .shipped("5-destination-database.camel.yaml")
                .start();
        rig.deliver(Claims.of("database", Claims.sample("voice-complaint-5.19.json")));

        jdbc = new org.springframework.jdbc.core.JdbcTemplate(rig.databases().reporting());
        assertThat(jdbc.queryForList("select invoice from interaction order by interaction_id", String.class))
                .containsExactly("88213", null);
        assertThat(jdbc.queryForList("select name from pragma_table_info('interaction')", String.class))
                .contains("Sales Region");
        assertThat(jdbc.queryForObject("select min(\"Sales Region\") from interaction", String.class))
                .isEqualTo("none");
    }

    @Test
    void failsWithoutADeliveryWhenTheFileCannotBeWritten() throws Exception {
        rig.deliver(Claims.of("database", Claims.minimal()));
        Path file = folder.resolve("made/when/needed/reporting.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement().execute("drop table interaction");
        }

        Rig.Delivered delivered = rig.attempt(Claims.of("database", Claims.minimal()), exchange -> {});

        assertThat(delivered.exchange().getException()).hasMessageContaining("no such table");
        assertThat(delivered.evidence().anythingSent()).isFalse();
        assertThat(delivered.evidence().isAmbiguous()).isFalse();
    }

    @Test
    void wantsAFileOfSqlForEachKindOfDatabase() {
        Rig other = Rig.live()
                .with("relay.destination.database.url", "jdbc:h2:mem:x")
                .shipped("5-destination-database.camel.yaml");

        org.assertj.core.api.Assertions.assertThatThrownBy(other::start)
                .hasStackTraceContaining("there is no routes/sql/h2/upsert.sql for a h2 database");
    }

    @Test
    void readsTheSchemasOfAllDatabasesWithTheSameColumns() throws Exception {
        assertThat(columns("sqlite")).isEqualTo(columns("postgresql")).hasSizeGreaterThan(40);
    }

    private static List<String> columns(String database) throws Exception {
        return Files.readAllLines(Path.of("routes/sql", database, "schema.sql")).stream()
                .filter(line -> line.matches("  [a-z_]+ .*"))
                .map(line -> line.strip().split(" ")[0])
                .toList();
    }
}
