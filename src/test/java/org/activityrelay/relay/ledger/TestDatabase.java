package org.activityrelay.relay.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.contract.SharedPostgres;
import org.springframework.util.FileSystemUtils;

/** A real database for a contract test, empty at the start of each test. */
interface TestDatabase {

    LedgerSettings settings();

    /** Statements that make the database refuse records of a type. */
    String refusalOf(String type);

    static TestDatabase sqlite(Path folder) {
        Path file = folder.resolve("ledger.db");
        Sqlite.copyTo(file);
        return new TestDatabase() {
            @Override
            public LedgerSettings settings() {
                return LedgerFixture.settings("jdbc:sqlite:" + file, null, null);
            }

            @Override
            public String refusalOf(String type) {
                return "create trigger refuse before insert on activity when new.type = '" + type
                        + "' begin select raise(abort, 'refused'); end";
            }
        };
    }

    /** @param test whose tests take turns on one database */
    static TestDatabase postgres(Class<?> test) {
        String url = Postgres.DATABASES.computeIfAbsent(test, any -> SharedPostgres.newDatabase());
        LedgerSettings settings = LedgerFixture.settings(url, SharedPostgres.username(), SharedPostgres.password());
        Postgres.empty(settings);
        return new TestDatabase() {
            @Override
            public LedgerSettings settings() {
                return settings;
            }

            @Override
            public String refusalOf(String type) {
                return "alter table activity add constraint refuse check (type <> '" + type + "')";
            }
        };
    }

    /** A file with empty tables: making them takes longer than most tests. */
    final class Sqlite {

        private static byte[] empty;

        private Sqlite() {}

        private static synchronized void copyTo(Path file) {
            try {
                if (empty == null) {
                    Path made = Files.createTempDirectory("ledger").resolve("ledger.db");
                    SqliteDatabase.open(LedgerFixture.settings("jdbc:sqlite:" + made, null, null))
                            .close();
                    empty = Files.readAllBytes(made);
                    FileSystemUtils.deleteRecursively(made.getParent());
                }
                if (!Files.exists(file)) {
                    Files.write(file, empty);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the tests on PostgreSQL share. */
    final class Postgres {

        private static final Map<Class<?>, String> DATABASES = new ConcurrentHashMap<>();
        private static final Map<String, String> MIGRATED = new ConcurrentHashMap<>();
        private static final Map<String, Connection> CONNECTIONS = new ConcurrentHashMap<>();

        /** Whatever a test may have changed about the tables, and whether they have grown. */
        private static final String SHAPE = """
                select md5(string_agg(part, ' ' order by part)) from (
                select concat_ws(' ', relname, relkind, reloptions, pg_relation_size(oid) > 1000000) part
                from pg_class where relnamespace = 'public'::regnamespace
                union all select concat_ws(' ', attrelid, attname, atttypid, attnotnull) from pg_attribute
                where attnum > 0 and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
                union all select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint
                where connamespace = 'public'::regnamespace
                union all select concat_ws(' ', tgname, tgenabled) from pg_trigger where not tgisinternal
                union all select proname from pg_proc where pronamespace = 'public'::regnamespace
                union all select concat_ws(' ', installed_rank, version, checksum, success) from ledger_migration) parts
                """;

        private static final String DELETE = """
                select 'set session_replication_role = replica; ' || string_agg('delete from ' || relname, '; ')
                from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
                and relname <> 'ledger_migration'
                """;

        private Postgres() {}

        /** Whether its tables are those of this version: looking again takes longer than most tests. */
        static boolean isPrepared(LedgerSettings settings) {
            return settings.url() != null && MIGRATED.containsKey(settings.url());
        }

        /** Tables that are still as they were made are emptied; others are made anew, which takes longer. */
        private static void empty(LedgerSettings settings) {
            try {
                empty(settings, connection(settings));
            } catch (SQLException broken) {
                CONNECTIONS.remove(settings.url());
                try {
                    empty(settings, connection(settings));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private static void empty(LedgerSettings settings, Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                String migrated = MIGRATED.get(settings.url());
                if (migrated != null && migrated.equals(shape(statement))) {
                    statement.execute(ask(statement, DELETE));
                    return;
                }
                statement.execute("drop schema public cascade; create schema public");
                PostgresDatabase.prepare(settings);
                MIGRATED.put(settings.url(), shape(statement));
            }
        }

        /** Kept for the next test: what a server's process knows of the tables is half of the work. */
        private static Connection connection(LedgerSettings settings) throws SQLException {
            Connection known = CONNECTIONS.get(settings.url());
            if (known == null) {
                known = DriverManager.getConnection(settings.url(), settings.username(), settings.password());
                CONNECTIONS.put(settings.url(), known);
            }
            return known;
        }

        private static String shape(Statement statement) {
            try {
                return ask(statement, SHAPE);
            } catch (SQLException e) {
                return "a table is missing: " + e.getMessage();
            }
        }

        private static String ask(Statement statement, String sql) throws SQLException {
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
