package org.activityrelay.relay.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.activityrelay.relay.data.ClosedFiles;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The ledger in one file, for one process. SQLite has one writer: all writes take turns on one connection, in the order
 * in which they come, so that none starves; what waits while one commit is synced shares the next one. Reads go on
 * beside them (write-ahead log).
 */
final class SqliteDatabase extends Database {

    private static final String PREFIX = "jdbc:sqlite:";
    private static final Set<SQLiteErrorCode> REFUSALS =
            Set.of(SQLiteErrorCode.SQLITE_CONSTRAINT, SQLiteErrorCode.SQLITE_TOOBIG, SQLiteErrorCode.SQLITE_MISMATCH);

    /** In KiB. The writer's keeps the inner pages of the indexes; readers have the system's cache, and are many. */
    private static final int WRITER_CACHE = 32_768;

    private static final int READER_CACHE = 2_048;

    /** In pages; only reached if {@link Checkpoints} cannot keep up. */
    private static final int LONGEST_LOG = 65_536;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Queue<Job<?>> jobs = new ConcurrentLinkedQueue<>();
    private final InstanceLock lock;
    private final FileIdentity identity;
    private final SQLiteDataSource source;
    private final HikariDataSource readers;
    private final WriteBack writeBack;
    private final Checkpoints checkpoints;
    private Session writer;
    private boolean closed;

    private SqliteDatabase(
            InstanceLock lock,
            FileIdentity identity,
            SQLiteDataSource source,
            HikariDataSource readers,
            WriteBack writeBack) {
        this.lock = lock;
        this.identity = identity;
        this.source = source;
        this.readers = readers;
        this.writeBack = writeBack;
        checkpoints = new Checkpoints(source, turn, writeBack);
    }

    /** @throws LedgerStartException when the file is in use, cannot be opened, or would not be synced */
    static SqliteDatabase open(LedgerSettings settings) {
        Path file = file(settings.url());
        InstanceLock lock = InstanceLock.take(file);
        try {
            SQLiteDataSource source = source(settings, WRITER_CACHE);
            checkSynced(source);
            Migrations.run(source, "sqlite", file.toString());
            return new SqliteDatabase(lock, FileIdentity.of(file), source, readers(settings), WriteBack.of(file));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** What the URL calls the file. */
    static String name(String url) {
        String name = url.substring(PREFIX.length()).replaceFirst("\\?.*", "");
        if (name.isBlank() || name.startsWith("file:") || name.startsWith(":")) {
            throw new LedgerStartException("relay.ledger.url is " + url
                    + ", but the ledger must be kept in a file: write jdbc:sqlite:<path of the file>.");
        }
        return name;
    }

    private static Path file(String url) {
        String name = name(url);
        Path file = Path.of(name).toAbsolutePath();
        try {
            ClosedFiles.newFolder(file.getParent());
            // SQLite gives the files beside it the same rights.
            ClosedFiles.file(file);
            for (String beside : List.of("-wal", "-shm", "-journal")) {
                ClosedFiles.close(file.resolveSibling(file.getFileName() + beside));
            }
        } catch (IOException e) {
            throw new LedgerStartException(
                    "The ledger's file " + file + " cannot be made: " + e.getMessage()
                            + ". Make it writable, or choose another with relay.data or relay.ledger.url.",
                    e);
        }
        return file;
    }

    /** What the URL says goes first; {@link #checkSynced} judges the result. */
    private static SQLiteDataSource source(LedgerSettings settings, int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        String parameters = settings.url().replaceFirst("[^?]*", "");
        if (!parameters.contains("journal_mode=")) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        }
        if (!parameters.contains("synchronous=")) {
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        }
        config.setBusyTimeout((int) settings.connectTimeout().toMillis());
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setCacheSize(-cacheKib);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(settings.url());
        return source;
    }

    private static HikariDataSource readers(LedgerSettings settings) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("ledger-read");
        pool.setDataSource(source(settings, READER_CACHE));
        pool.setConnectionInitSql("pragma query_only = true");
        pool.setMaximumPoolSize(settings.connections());
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(settings.connectTimeout().toMillis());
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    private static void checkSynced(SQLiteDataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            String journal = pragma(statement, "journal_mode");
            int synchronous = Integer.parseInt(pragma(statement, "synchronous"));
            if (!journal.equalsIgnoreCase("wal") || synchronous < 2) {
                throw new LedgerStartException("The ledger would not be synced to disk: SQLite says journal_mode = "
                        + journal + ", synchronous = " + synchronous
                        + ". Remove journal_mode and synchronous from relay.ledger.url, so that they are WAL and FULL,"
                        + " and keep the file on a local disk.");
            }
        } catch (SQLException e) {
            throw new LedgerStartException(
                    "The ledger " + source.getUrl() + " (relay.ledger.url) cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String pragma(Statement statement, String name) throws SQLException {
        try (ResultSet answer = statement.executeQuery("pragma " + name)) {
            answer.next();
            return answer.getString(1);
        }
    }

    @Override
    <T> T write(Work<T> work) throws SQLException {
        Job<T> job = new Job<>(work);
        jobs.add(job);
        turn.lock();
        try {
            if (!job.isDone()) {
                runJobs();
            }
        } finally {
            turn.unlock();
        }
        return job.result();
    }

    /** Whoever has the turn does the work of all who wait, and one commit for all. */
    private void runJobs() {
        List<Job<?>> group = new ArrayList<>();
        for (Job<?> next = jobs.poll(); next != null; next = jobs.poll()) {
            group.add(next);
        }
        try {
            Session session = writer();
            for (Job<?> job : group) {
                if (group.size() == 1) {
                    job.run(session);
                } else {
                    job.runApart(session);
                }
            }
            session.connection().commit();
            identity.check();
            checkpoints.written();
            group.forEach(Job::committed);
        } catch (SQLException | RuntimeException | Error e) {
            undo(e);
            group.forEach(job -> job.failed(e));
        }
    }

    /** All writes take turns, and deleted content is overwritten; what the log still holds is thrown away afterwards. */
    @Override
    <T> T erase(Work<T> work) throws SQLException {
        T result = write(work);
        checkpoints.truncate();
        return result;
    }

    private Session writer() throws SQLException {
        if (closed) {
            throw new SQLException("The ledger is closed.");
        }
        if (writer == null) {
            identity.check();
            Connection connection = source.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma wal_autocheckpoint = " + LONGEST_LOG);
                statement.execute("pragma secure_delete = on");
            }
            connection.setAutoCommit(false);
            writer = new Session(connection, Dialect.SQLITE);
        }
        return writer;
    }

    /** After a failure nothing is taken for granted: the next write begins with a new connection if need be. */
    private void undo(Throwable cause) {
        if (writer == null) {
            return;
        }
        try {
            writer.connection().rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            closeWriter();
        }
    }

    @SuppressWarnings("try")
    private void closeWriter() {
        if (writer == null) {
            return;
        }
        try (Connection connection = writer.connection()) {
            writer.close();
        } catch (SQLException e) {
            // Being thrown away; the cause is reported by the caller.
        } finally {
            writer = null;
        }
    }

    /** Work that waits for its turn. Fields are guarded by the turn. */
    private static final class Job<T> {

        private final Work<T> work;
        private T result;
        private Throwable failure;
        private boolean done;

        private Job(Work<T> work) {
            this.work = work;
        }

        private boolean isDone() {
            return done;
        }

        private void run(Session session) throws SQLException {
            result = work.in(session);
        }

        /** Leaves nothing behind if it fails, so that the others can go on; unless nothing can go on. */
        private void runApart(Session session) throws SQLException {
            session.prepare("savepoint job").run();
            try {
                run(session);
            } catch (SQLException | RuntimeException e) {
                failure = e;
                undo(session, e);
            }
            session.prepare("release job").run();
        }

        /** After some failures SQLite has undone everything; then the others fail for the same reason. */
        private static void undo(Session session, Exception cause) throws SQLException {
            try {
                session.prepare("rollback to job").run();
            } catch (SQLException e) {
                throw cause instanceof SQLException original ? original : e;
            }
        }

        private void committed() {
            done = true;
        }

        private void failed(Throwable e) {
            failure = failure == null ? e : failure;
            done = true;
        }

        private T result() throws SQLException {
            if (failure instanceof SQLException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return result;
        }
    }

    @Override
    <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = readers.getConnection();
                Session session = new Session(connection, Dialect.SQLITE)) {
            return work.in(session);
        }
    }

    @Override
    void check() throws SQLException {
        identity.check();
        super.check();
    }

    @Override
    boolean isExclusive() {
        return true;
    }

    @Override
    Failure classify(SQLException e) {
        if (e instanceof SQLiteException own && own.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT) {
            return Failure.CONFLICT; // another tool wrote between our reading and our writing
        }
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF);
        return REFUSALS.contains(code) ? Failure.REFUSED : Failure.GONE;
    }

    @Override
    public void close() {
        checkpoints.close();
        turn.lock();
        try {
            closed = true;
            closeWriter();
            readers.close();
            writeBack.close();
            lock.close();
        } finally {
            turn.unlock();
        }
    }
}
