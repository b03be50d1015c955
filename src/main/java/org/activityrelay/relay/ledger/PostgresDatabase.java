package org.activityrelay.relay.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** The ledger on PostgreSQL, which several processes may share. */
final class PostgresDatabase extends Database {

    /** Unique violation, serialization failure, deadlock, lock not available. */
    private static final Set<String> CONFLICTS = Set.of("23505", "40001", "40P01", "55P03");

    /**
     * Every statement here is one for an index. Without this, a plan made while a table was small goes on reading all of
     * it as it grows, until the next analyze; and what is then unavoidable would be compiled at great cost.
     */
    private static final String INIT = "set enable_seqscan = off; set jit = off";

    /** Accepting, claiming, settling and renewing, each at most once at a time; searches never keep them waiting. */
    private static final int WRITERS = 4;

    /**
     * For what counts only once something else is committed. The log is written in order: when that is on disk, this is. A
     * server that crashes before has lost neither or both. Its few statements find rows by key: one plan is best for all.
     */
    private static final String UNSYNCED = "; set synchronous_commit = off; set plan_cache_mode = force_generic_plan";

    private static final int BROKEN_AT_MOST = 10;
    private static final long BROKEN_WITHIN = TimeUnit.MILLISECONDS.toNanos(500);

    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final HikariDataSource health;
    private final HikariDataSource unsynced;

    private PostgresDatabase(LedgerSettings settings) {
        writers = pool("ledger-write", WRITERS, INIT, settings);
        readers = pool("ledger-read", settings.connections(), INIT, settings);
        health = pool("ledger-health", 1, INIT, settings);
        unsynced = pool("ledger-unsynced", 1, INIT + UNSYNCED, settings);
    }

    /** @throws LedgerStartException when it cannot be reached, or would not sync */
    static PostgresDatabase open(LedgerSettings settings) {
        prepare(settings);
        return prepared(settings);
    }

    /** One that {@link #prepare} has looked at. */
    static PostgresDatabase prepared(LedgerSettings settings) {
        return new PostgresDatabase(settings);
    }

    /**
     * Makes its tables, or brings them up to date.
     *
     * @throws LedgerStartException when it cannot be reached, or would not sync
     */
    static PGSimpleDataSource prepare(LedgerSettings settings) {
        PGSimpleDataSource source = source(settings);
        checkSynced(source);
        Migrations.run(plain(settings), "postgresql", "PostgreSQL");
        return source;
    }

    /** For the start: no limit on how long a statement takes, because a migration may take its time. */
    private static PGSimpleDataSource source(LedgerSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setUrl(settings.url());
        } catch (IllegalArgumentException e) {
            throw new LedgerStartException("relay.ledger.url is no PostgreSQL URL: " + e.getMessage(), e);
        }
        if (settings.username() != null) {
            source.setUser(settings.username());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password());
        }
        source.setConnectTimeout(seconds(settings.connectTimeout().toMillis()));
        return source;
    }

    /**
     * The same without the driver's own source: that one makes a URL of all its properties, and Flyway looks for secrets in it
     * by expressions whose time grows with the square of the length, a third of all that opening a ledger takes.
     */
    private static DataSource plain(LedgerSettings settings) {
        Properties properties = new Properties();
        if (settings.username() != null) {
            properties.setProperty("user", settings.username());
        }
        if (settings.password() != null) {
            properties.setProperty("password", settings.password());
        }
        properties.setProperty(
                "connectTimeout",
                Integer.toString(seconds(settings.connectTimeout().toMillis())));
        return new SimpleDriverDataSource(new Driver(), settings.url(), properties);
    }

    private static HikariDataSource pool(String name, int size, String init, LedgerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.username());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(size);
        // Not none: only for these does the pool look by itself whether a database that was gone has returned.
        config.setMinimumIdle(Math.min(2, size));
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(settings.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        // Otherwise the pool asks its first connection, and when that one breaks meanwhile it never makes a usable one.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(init + "; set statement_timeout = "
                + settings.statementTimeout().toMillis());
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("logServerErrorDetail", "false"); // it quotes rows
        config.addDataSourceProperty("ApplicationName", "activity-relay");
        config.addDataSourceProperty(
                "connectTimeout",
                Integer.toString(seconds(settings.connectTimeout().toMillis())));
        config.addDataSourceProperty(
                "socketTimeout",
                Integer.toString(seconds(settings.statementTimeout().toMillis()) + 1));
        return new HikariDataSource(config);
    }

    private static int seconds(long millis) {
        return (int) Math.max(1, millis / 1000);
    }

    private static void checkSynced(PGSimpleDataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            refuseOff(statement, "fsync", "Set fsync = on in postgresql.conf and restart the server.");
            refuseOff(
                    statement,
                    "synchronous_commit",
                    "Set synchronous_commit = on for the server, the database, the user and in relay.ledger.url.");
        } catch (SQLException e) {
            throw new LedgerStartException(
                    "The ledger's database cannot be reached: " + e.getMessage()
                            + " Check relay.ledger.url, relay.ledger.username and relay.ledger.password.",
                    e);
        }
    }

    private static void refuseOff(Statement statement, String name, String remedy) throws SQLException {
        try (ResultSet answer = statement.executeQuery("show " + name)) {
            answer.next();
            if (answer.getString(1).equalsIgnoreCase("off")) {
                throw new LedgerStartException("The ledger would not be synced to disk: PostgreSQL (relay.ledger.url)"
                        + " says " + name + " = off. " + remedy);
            }
        }
    }

    @Override
    <T> T write(Work<T> work) throws SQLException {
        return onUnbrokenConnection(() -> writeOnce(writers, work));
    }

    @Override
    <T> T writeUnsynced(Work<T> work) throws SQLException {
        return onUnbrokenConnection(() -> writeOnce(unsynced, work));
    }

    /**
     * Storing reads the tombstones in the statement that stores, and locks them for that before it takes its snapshot: so
     * it has either committed before this lock is held, or sees the tombstones that are put while it is.
     */
    @Override
    <T> T erase(Work<T> work) throws SQLException {
        for (int conflicts = 0; ; conflicts++) {
            try {
                return write(session -> {
                    session.prepare("set local lock_timeout = '2s'").run();
                    session.prepare("lock table tombstone in access exclusive mode")
                            .run();
                    return work.in(session);
                });
            } catch (SQLException e) {
                if (!isConflict(e) || conflicts == Database.CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private static <T> T writeOnce(HikariDataSource pool, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Session session = new Session(connection, Dialect.POSTGRESQL)) {
                T result = work.in(session);
                commit(connection);
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            } finally {
                restore(connection);
            }
        }
    }

    /** Whether a commit that failed took place is not known: that is nothing to do again. */
    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new UnknownCommitException(e);
        }
    }

    private static final class UnknownCommitException extends SQLException {

        private UnknownCommitException(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        }
    }

    private interface Attempt<T> {
        T run() throws SQLException;
    }

    /**
     * The pool does not look at connections that it got back a moment ago, and hands out ones that broke meanwhile, as
     * when a server restarts. Each one is found broken once; then it is the turn of a new one.
     */
    private static <T> T onUnbrokenConnection(Attempt<T> attempt) throws SQLException {
        long began = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                return attempt.run();
            } catch (UnknownCommitException e) {
                throw e;
            } catch (SQLException e) {
                boolean broken = e.getSQLState() != null && e.getSQLState().startsWith("08");
                if (!broken || tries == BROKEN_AT_MOST || System.nanoTime() - began > BROKEN_WITHIN) {
                    throw e;
                }
            }
        }
    }

    private static void undo(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A broken connection may refuse; the pool throws it away. */
    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The statement that broke it has been reported.
        }
    }

    @Override
    <T> T read(Work<T> work) throws SQLException {
        return read(readers, work);
    }

    /** On a connection of its own: many searches at a time are no reason to take this process out of service. */
    @Override
    void check() throws SQLException {
        read(health, Database::answers);
    }

    private static <T> T read(HikariDataSource pool, Work<T> work) throws SQLException {
        return onUnbrokenConnection(() -> {
            try (Connection connection = pool.getConnection();
                    Session session = new Session(connection, Dialect.POSTGRESQL)) {
                return work.in(session);
            }
        });
    }

    @Override
    RevisionInserts inserts(DeliveryStore deliveries, Tombstones tombstones) {
        return new PostgresInserts(deliveries, tombstones);
    }

    @Override
    boolean isExclusive() {
        return false;
    }

    /** By the class of the SQLSTATE (PostgreSQL documentation, appendix A). */
    @Override
    Failure classify(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() < 2) {
            return Failure.GONE; // the pool has no connection to give
        }
        if (CONFLICTS.contains(state)) {
            return Failure.CONFLICT;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23", "54", "P0" -> Failure.REFUSED;
            case "08", "25", "53", "57", "58", "F0", "XX" -> Failure.GONE;
            default -> Failure.OTHER;
        };
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
        health.close();
        unsynced.close();
    }
}
