package org.activityrelay.relay.delivery.classifier;

import static org.activityrelay.relay.delivery.classifier.Failures.CLASSIFIER;
import static org.activityrelay.relay.delivery.classifier.Failures.nothingSeen;
import static org.activityrelay.relay.delivery.classifier.Failures.words;
import static org.activityrelay.relay.delivery.classifier.Failures.writeBegan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.SharedPostgres;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class SqlJudgeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            08000 | 0   | retry connection_failed
            08001 | 0   | retry connection_failed
            08006 | 0   | retry connection_failed
            08007 | 0   | retry connection_lost ambiguous
            40001 | 0   | retry locked
            40003 | 0   | retry connection_lost ambiguous
            40P01 | 0   | retry locked
            55P03 | 0   | retry locked
            55006 | 0   | retry locked
            57014 | 0   | retry read_timeout
            57P01 | 0   | retry unavailable
            57P03 | 0   | retry unavailable
            53100 | 0   | retry out_of_resources
            53200 | 0   | retry out_of_resources
            53300 | 0   | retry out_of_resources
            25006 | 0   | retry database_readonly
            58030 | 0   | retry database_error
            XX000 | 0   | retry database_error
            HY000 | 0   | retry database_error
            ''    | 0   | retry database_error
            23502 | 0   | reject constraint_violated
            23505 | 0   | reject constraint_violated
            23514 | 0   | reject constraint_violated
            44000 | 0   | reject constraint_violated
            22001 | 0   | reject data_refused
            22003 | 0   | reject data_refused
            22P02 | 0   | reject data_refused
            21000 | 0   | reject data_refused
            28000 | 0   | pause unauthorized
            28P01 | 0   | pause unauthorized
            42501 | 0   | pause unauthorized
            42P01 | 0   | pause missing_table
            42703 | 0   | pause missing_table
            3D000 | 0   | pause missing_table
            3F000 | 0   | pause missing_table
            42S02 | 1146 | pause missing_table
            42S22 | 1054 | pause missing_table
            42000 | 942 | pause missing_table
            42000 | 904 | pause missing_table
            S0002 | 208 | pause missing_table
            S0001 | 207 | pause missing_table
            42601 | 0   | pause wrong_dialect
            42883 | 0   | pause wrong_dialect
            42000 | 1064 | pause wrong_dialect
            0A000 | 0   | pause wrong_dialect
            """)
    void judgesTheState(String state, int vendor, String expected) {
        SQLException failure = new SQLException("said the database", state, vendor);
        assertThat(words(failure, nothingSeen())).isEqualTo(expected);
        assertThat(words(new RuntimeCamelException(failure), nothingSeen())).isEqualTo(expected);
    }

    static Stream<Arguments> withoutAState() {
        return Stream.of(
                arguments(new SQLIntegrityConstraintViolationException("dup"), "reject constraint_violated"),
                arguments(new SQLDataException("too long"), "reject data_refused"),
                arguments(new SQLInvalidAuthorizationSpecException("no"), "pause unauthorized"),
                arguments(new SQLSyntaxErrorException("near"), "pause wrong_dialect"),
                arguments(new SQLSyntaxErrorException("ORA-00942", null, 942), "pause missing_table"),
                arguments(new SQLFeatureNotSupportedException("no"), "pause wrong_dialect"),
                arguments(new SQLRecoverableException("later"), "retry database_error"),
                arguments(new SQLException("who knows"), "retry database_error"),
                arguments(new DuplicateKeyException("key"), "reject constraint_violated"),
                arguments(new BadSqlGrammarException("task", "select", new SQLException("x")), "pause wrong_dialect"),
                arguments(new CannotGetJdbcConnectionException("none"), "retry connection_failed"),
                arguments(new DataAccessResourceFailureException("gone"), "retry database_error"));
    }

    @ParameterizedTest
    @MethodSource("withoutAState")
    void judgesTheKindOfExceptionWhenThereIsNoState(Exception failure, String expected) {
        assertThat(words(failure, nothingSeen())).isEqualTo(expected);
    }

    @Test
    void aBatchIsJudgedByWhatIsInsideIt() {
        BatchUpdateException batch = new BatchUpdateException("Batch entry 0 was aborted", new int[0]);
        batch.setNextException(new SQLException("duplicate key", "23505"));
        assertThat(words(batch, nothingSeen())).isEqualTo("reject constraint_violated");
    }

    @Test
    void aPoolIsJudgedByWhatKeepsItEmpty() {
        SQLException failure = new SQLTransientConnectionException(
                "pool - Connection is not available, request timed out after 3000ms",
                new SQLException("password authentication failed", "28P01"));
        assertThat(words(failure, nothingSeen())).isEqualTo("pause unauthorized");
    }

    @Test
    void aConnectionThatBreaksDuringAWriteIsAmbiguous() {
        SQLException failure =
                new SQLException("An I/O error occurred", "08006", new java.net.SocketException("Connection reset"));
        assertThat(words(failure, writeBegan())).isEqualTo("retry connection_lost ambiguous");
        assertThat(words(failure, nothingSeen())).isEqualTo("retry connection_lost");
    }

    @Nested
    class OnPostgres {

        private final String url = SharedPostgres.newDatabase();

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                insert into call (id, phone) values (1, '1')       | reject constraint_violated
                insert into call (id) values (2)                   | reject constraint_violated
                insert into call (id, phone) values (2, '123456')  | reject data_refused
                insert into call (id, phone) values ('x', '1')     | reject data_refused
                insert into calls (id) values (2)                  | pause missing_table
                insert into call (id, fax) values (2, '1')         | pause missing_table
                insert into crm.call (id) values (2)               | pause missing_table
                insert or replace into call (id) values (2)        | pause wrong_dialect
                select unixepoch('subsec')                         | pause wrong_dialect
                set transaction read only; insert into call values (3, '1') | retry database_readonly
                set statement_timeout = 20; select pg_sleep(5)     | retry read_timeout
                select pg_terminate_backend(pg_backend_pid())      | retry unavailable
                """)
        void judgesWhatTheDriverThrows(String sql, String expected) throws Exception {
            try (Connection connection = open()) {
                run(connection, "create table call (id int primary key, phone varchar(5) not null)");
                run(connection, "insert into call values (1, '1')");
                connection.setAutoCommit(false);
                JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                Throwable wrapped = catchThrowable(() -> template.execute(sql));
                assertThat(words(wrapped, nothingSeen()))
                        .as(String.valueOf(wrapped))
                        .isEqualTo(expected);
            }
        }

        @Test
        void judgesADeadlock() throws Exception {
            try (Connection one = open();
                    Connection other = open()) {
                run(one, "create table call (id int primary key, phone varchar(5))");
                run(one, "insert into call values (1, '1'), (2, '2')");
                one.setAutoCommit(false);
                other.setAutoCommit(false);
                run(one, "update call set phone = 'a' where id = 1");
                run(other, "update call set phone = 'b' where id = 2");
                CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> {
                    Throwable failure = catchThrowable(() -> run(one, "update call set phone = 'a' where id = 2"));
                    catchThrowable(one::rollback);
                    return failure;
                });
                Throwable here = catchThrowable(() -> run(other, "update call set phone = 'b' where id = 1"));
                catchThrowable(other::rollback);
                Throwable there = waiting.join();
                assertThat(words(here == null ? there : here, nothingSeen())).isEqualTo("retry locked");
            }
        }

        @Test
        void judgesALockThatIsNotGiven() throws Exception {
            try (Connection one = open();
                    Connection other = open()) {
                run(one, "create table call (id int)");
                one.setAutoCommit(false);
                run(one, "lock table call");
                other.setAutoCommit(false);
                Throwable failure = catchThrowable(() -> run(other, "lock table call nowait"));
                assertThat(words(failure, nothingSeen())).isEqualTo("retry locked");
            }
        }

        @Test
        void judgesAMissingDatabaseAndARefusedConnection() throws Exception {
            Throwable missing = catchThrowable(() -> DriverManager.getConnection(url + "_not", "postgres", "postgres"));
            assertThat(words(missing, nothingSeen())).isEqualTo("pause missing_table");

            int port = Ports.free();
            Throwable refused = catchThrowable(
                    () -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/crm", "a", "b"));
            assertThat(words(refused, writeBegan())).isEqualTo("retry connection_refused");
        }

        @Test
        void judgesAPoolThatCannotConnect() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url + "_not");
            config.setUsername("postgres");
            config.setPassword("postgres");
            config.setConnectionTimeout(300);
            config.setInitializationFailTimeout(-1);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                Throwable failure = catchThrowable(() -> new JdbcTemplate(pool).execute("select 1"));
                assertThat(words(failure, nothingSeen())).isEqualTo("pause missing_table");
            }
        }

        @Test
        void keepsTheRefusedRowOutOfTheDetail() throws Exception {
            try (Connection connection = open()) {
                run(
                        connection,
                        "create table call (id int primary key, phone varchar(20) not null check (phone <> ''))");
                Throwable failure =
                        catchThrowable(() -> run(connection, "insert into call values (1, null) -- Ada Lovelace"));
                assertThat(failure).hasMessageContaining("Failing row contains");
                assertThat(CLASSIFIER.attempt(failure, nothingSeen()).detail())
                        .startsWith("PSQLException: ERROR: null value in column \"phone\"")
                        .doesNotContain("Failing row");
            }
        }

        private Connection open() throws SQLException {
            return DriverManager.getConnection(url, SharedPostgres.username(), SharedPostgres.password());
        }
    }

    @Nested
    class OnSqlite {

        @TempDir
        private Path folder;

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                insert into call (id, phone) values (1, '1')                   | reject constraint_violated
                insert into call (id) values (2)                               | reject constraint_violated
                insert into call (id, phone) values ('x', '1')                 | reject data_refused
                insert into calls (id) values (2)                              | pause missing_table
                insert into call (id, fax) values (2, '1')                     | pause missing_table
                select fax from call                                           | pause missing_table
                insert into call values (2, '1') on conflict do update set id  | pause wrong_dialect
                select now()                                                   | pause wrong_dialect
                """)
        void judgesWhatTheDriverThrows(String sql, String expected) throws Exception {
            try (Connection connection = open("")) {
                run(connection, "create table call (id integer primary key, phone text not null)");
                run(connection, "insert into call values (1, '1')");
                JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                Throwable wrapped = catchThrowable(() -> template.execute(sql));
                assertThat(words(wrapped, nothingSeen()))
                        .as(String.valueOf(wrapped))
                        .isEqualTo(expected);
            }
        }

        @Test
        void judgesAFileThatSomebodyElseWrites() throws Exception {
            try (Connection one = open("");
                    Connection other = open("?busy_timeout=1")) {
                run(one, "create table call (id integer)");
                run(one, "begin immediate");
                Throwable failure = catchThrowable(() -> run(other, "insert into call values (1)"));
                assertThat(words(failure, nothingSeen())).isEqualTo("retry locked");
            }
        }

        @Test
        void judgesAFullDatabase() throws Exception {
            try (Connection connection = open("")) {
                run(connection, "create table call (id integer, notes text)");
                run(connection, "pragma max_page_count = 4");
                Throwable failure = catchThrowable(
                        () -> run(connection, "insert into call values (1, '" + "x".repeat(100_000) + "')"));
                assertThat(words(failure, nothingSeen())).isEqualTo("retry out_of_resources");
            }
        }

        @Test
        void judgesADatabaseThatMayOnlyBeRead() throws Exception {
            try (Connection connection = open("")) {
                run(connection, "create table call (id integer)");
                run(connection, "pragma query_only = true");
                Throwable failure = catchThrowable(() -> run(connection, "insert into call values (1)"));
                assertThat(words(failure, nothingSeen())).isEqualTo("retry database_readonly");
            }
        }

        @Test
        void judgesAFileThatCannotBeOpenedOrIsNone() throws Exception {
            Throwable missing = catchThrowable(
                    () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("no/such/folder/x.db")));
            assertThat(words(missing, nothingSeen())).startsWith("retry ");

            Path text = java.nio.file.Files.writeString(folder.resolve("text.db"), "not a database".repeat(100));
            Throwable none = catchThrowable(() -> {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + text)) {
                    run(connection, "select * from call");
                }
            });
            assertThat(words(none, nothingSeen())).isEqualTo("retry database_error");
        }

        private Connection open(String parameters) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("crm.db") + parameters);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
