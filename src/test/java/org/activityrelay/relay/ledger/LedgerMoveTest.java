package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every table, with every column filled, is the same on the other side. */
class LedgerMoveTest {

    private static final int ROWS = 1_203;

    @TempDir
    Path folder;

    private String sqlite;
    private String postgresql;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void fill() throws SQLException {
        sqlite = "jdbc:sqlite:" + folder.resolve("ledger.db");
        postgresql = SharedPostgres.newDatabase();
        SqliteDatabase.open(LedgerMove.settings(sqlite, null, null)).close();
        SharedPostgres.execute(postgresql, "select 1");
        // The kinds of the columns are those of the other side, which has types.
        String twin = SharedPostgres.newDatabase();
        PostgresDatabase.prepare(LedgerMove.settings(twin, SharedPostgres.username(), SharedPostgres.password()));
        try (Connection types =
                        DriverManager.getConnection(twin, SharedPostgres.username(), SharedPostgres.password());
                Connection ledger = DriverManager.getConnection(sqlite)) {
            TreeMap<String, TreeMap<String, String>> tables = columns(types);
            assertThat(tables).hasSizeGreaterThan(12);
            for (var table : tables.entrySet()) {
                StringJoiner values = new StringJoiner(", ");
                table.getValue().forEach((column, type) -> values.add(value(column, type)));
                try (Statement statement = ledger.createStatement()) {
                    statement.execute("insert into " + table.getKey() + " ("
                            + String.join(", ", table.getValue().keySet())
                            + ") select " + values
                            + " from (with recursive s(n) as (select 1 union all select n + 1 from s where n < "
                            + ROWS + ") select n from s)");
                }
            }
            try (Statement statement = ledger.createStatement()) {
                statement.execute(
                        "update delivery set decision = null, lease_until = null, progress = null where id like"
                                + " '%7'");
            }
        }
    }

    private static TreeMap<String, TreeMap<String, String>> columns(Connection connection) throws SQLException {
        TreeMap<String, TreeMap<String, String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select table_name, column_name, data_type from"
                        + " information_schema.columns where table_schema = 'public'"
                        + " and table_name <> 'ledger_migration'")) {
            while (row.next()) {
                tables.computeIfAbsent(row.getString(1), any -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3));
            }
        }
        return tables;
    }

    /** Different in each row and column, with what is easily mangled. */
    private static String value(String column, String type) {
        return switch (type) {
            case "uuid" -> "printf('01890000-%04x-7000-8000-%012x', " + (column.hashCode() & 0xfff) + ", n)";
            case "boolean" -> "n % 2";
            case "integer" -> "n";
            case "bigint" -> "case when n = 1 then 9223372036854775807 else 1795000000000 + n end";
            case "bytea" -> "cast(x'00ff27' || printf('%08x', n) as blob)";
            default -> "'" + column + " ' || n || ' {\"ä\":\"\\u0000 ''😀\"}'";
        };
    }

    @Test
    void movesEveryRowOfEveryTable() throws SQLException {
        List<LedgerMove.Table> moved = move();

        assertThat(moved).hasSizeGreaterThan(12).allMatch(table -> table.rows() == ROWS);
        assertThat(told).first().isEqualTo("counted " + moved.size() * ROWS);
        assertThat(told).last().asString().endsWith(" " + moved.size() * ROWS);
        try (Connection target =
                        DriverManager.getConnection(postgresql, SharedPostgres.username(), SharedPostgres.password());
                ResultSet row = target.createStatement()
                        .executeQuery("select overtaken, ambiguous, detail, progress, due_at, id::text from delivery"
                                + " where id::text like '%7' order by id limit 1")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
            assertThat(row.getString(3)).isEqualTo("detail 7 {\"ä\":\"\\u0000 '😀\"}");
            assertThat(row.getString(4)).isNull();
            assertThat(row.getLong(5)).isEqualTo(1_795_000_000_007L);
            assertThat(row.getString(6)).endsWith("000000000007");
        }
    }

    @Test
    void leavesATargetThatHoldsAnythingAsItIs() {
        PostgresDatabase.prepare(LedgerMove.settings(postgresql, SharedPostgres.username(), SharedPostgres.password()));
        SharedPostgres.execute(postgresql, "insert into ledger_property values ('a', 'b')");

        assertThatThrownBy(this::move)
                .isInstanceOf(LedgerStartException.class)
                .hasMessageContaining("ledger_property has 1 row");
        assertThat(count("activity")).isZero();
    }

    @Test
    void movesNothingWhenAnythingDiffersAfterwards() {
        PostgresDatabase.prepare(LedgerMove.settings(postgresql, SharedPostgres.username(), SharedPostgres.password()));
        SharedPostgres.execute(postgresql, """
                create function mangle() returns trigger language plpgsql as
                'begin new.detail = upper(new.detail); return new; end';
                create trigger mangle before insert on audit for each row execute function mangle()
                """);

        assertThatThrownBy(this::move)
                .isInstanceOf(LedgerStartException.class)
                .hasMessageContaining("audit is not the same on both sides");
        assertThat(count("activity")).isZero();
        assertThat(count("audit")).isZero();
    }

    @Test
    void refusesALedgerThatIsInUse() {
        try (Database inUse = SqliteDatabase.open(LedgerMove.settings(sqlite, null, null))) {
            assertThat(inUse.isExclusive()).isTrue();
            assertThatThrownBy(this::move).hasMessageContaining("in use");
        }
    }

    private long count(String table) {
        try (Connection target =
                        DriverManager.getConnection(postgresql, SharedPostgres.username(), SharedPostgres.password());
                ResultSet row = target.createStatement().executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<LedgerMove.Table> move() {
        return LedgerMove.run(
                sqlite, postgresql, SharedPostgres.username(), SharedPostgres.password(), new LedgerMove.Listener() {
                    @Override
                    public void counted(long rows) {
                        told.add("counted " + rows);
                    }

                    @Override
                    public void copied(String table, long rows) {
                        told.add(table + " " + rows);
                    }
                });
    }
}
