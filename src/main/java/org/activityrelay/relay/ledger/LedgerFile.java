package org.activityrelay.relay.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The file of a ledger on SQLite: copied while it is in use, looked at, put back. */
public final class LedgerFile {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private final Path file;

    private LedgerFile(Path file) {
        this.file = file;
    }

    /**
     * @param url {@code jdbc:sqlite:<file>}
     * @throws LedgerStartException when that is no file
     */
    public static LedgerFile of(String url) {
        return new LedgerFile(SqliteDatabase.file(url));
    }

    public Path path() {
        return file;
    }

    /**
     * @param schema the newest migration that its tables have
     * @param known whether this version of the program knows that migration
     * @param waiting deliveries that are pending or in flight
     */
    public record Contents(String schema, boolean known, long records, long deliveries, long waiting) {}

    /**
     * Copies it as it is at one moment into a new file, beside whoever writes to it meanwhile. Reads it by SQLite's own
     * locks; a ledger that no process uses is held for as long as it takes.
     *
     * @throws SQLException when it cannot be read, or the copy cannot be written
     */
    public void copyTo(Path target) throws SQLException, IOException {
        InstanceLock lock = lockIfFree();
        try (Connection connection = connect(file, lock == null)) {
            vacuum(connection, target);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
        sync(target);
    }

    /** The same for any other SQLite file. */
    public static void copy(Path database, Path target) throws SQLException, IOException {
        try (Connection connection = connect(database, true)) {
            vacuum(connection, target);
        }
        sync(target);
    }

    private InstanceLock lockIfFree() {
        try {
            return InstanceLock.take(file);
        } catch (LedgerStartException inUse) {
            return null;
        }
    }

    /** Without a connection that may write, nothing is left beside a file that somebody else uses. */
    private static Connection connect(Path database, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + database);
    }

    private static void vacuum(Connection connection, Path target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, target.toString());
            statement.execute();
        }
    }

    /**
     * Reads a copy from end to end.
     *
     * @throws SQLException when it is damaged, or no ledger; the message says what SQLite found
     */
    public static Contents check(Path copy) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + copy);
        source.setReadOnly(true);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            integrity(statement);
            Migrations.Schema schema = Migrations.schema(source, "sqlite");
            return new Contents(
                    schema.version(),
                    schema.known(),
                    count(statement, "activity"),
                    count(statement, "delivery"),
                    count(statement, "delivery where state in ('pending', 'in_flight')"));
        }
    }

    /** The same for any other SQLite file. */
    public static void checkIntegrity(Path database) throws SQLException {
        try (Connection connection = connect(database, true);
                Statement statement = connection.createStatement()) {
            integrity(statement);
        }
    }

    private static void integrity(Statement statement) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("pragma integrity_check(5)")) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        if (!found.equals(List.of("ok"))) {
            throw new SQLException("SQLite finds it damaged: " + String.join("; ", found));
        }
    }

    private static long count(Statement statement, String rows) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from " + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Makes a copy the ledger. What was there is kept beside it under another name.
     *
     * @param who if not null: all destinations that the copy knows are paused by hand in their name
     * @return where the former ledger is now, or null if there was none
     * @throws LedgerStartException when a process uses the ledger
     */
    public Path replaceBy(Path copy, String who) throws IOException {
        InstanceLock lock = InstanceLock.take(file);
        try {
            Path next = file.resolveSibling(file.getFileName() + ".restoring");
            delete(next);
            Files.copy(copy, next);
            if (who != null) {
                pauseAll(next, who);
            }
            sync(next);
            return swap(next, file);
        } finally {
            lock.close();
        }
    }

    /** The same for any other SQLite file that nobody uses. */
    public static Path replace(Path database, Path copy) throws IOException {
        Path next = database.resolveSibling(database.getFileName() + ".restoring");
        delete(next);
        Files.copy(copy, next);
        sync(next);
        return swap(next, database);
    }

    /** The name always leads to one of the two; a log of the one must never lie beside the other. */
    private static Path swap(Path next, Path database) throws IOException {
        Path aside = null;
        if (Files.exists(database)) {
            aside = database.resolveSibling(database.getFileName() + ".replaced-" + STAMP.format(Instant.now()));
            keep(database, aside);
            for (String part : PARTS.subList(1, PARTS.size())) {
                Path log = database.resolveSibling(database.getFileName() + part);
                if (Files.exists(log)) {
                    Files.move(log, aside.resolveSibling(aside.getFileName() + part));
                }
            }
        }
        Files.move(next, database, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        delete(next);
        sync(database.toAbsolutePath().getParent());
        return aside;
    }

    private static void keep(Path database, Path aside) throws IOException {
        try {
            Files.createLink(aside, database);
        } catch (UnsupportedOperationException | IOException noLinksHere) {
            Files.copy(database, aside);
        }
    }

    private static void delete(Path database) throws IOException {
        for (String part : List.of("", "-wal", "-shm", ".lock")) {
            Files.deleteIfExists(database.resolveSibling(database.getFileName() + part));
        }
    }

    private static void pauseAll(Path ledger, String who) {
        LedgerSettings settings = LedgerMove.settings("jdbc:sqlite:" + ledger, null, null);
        try (Database database = SqliteDatabase.open(settings)) {
            List<String> names = database.readOrUnavailable(session -> {
                List<String> found = new ArrayList<>();
                try (ResultSet row = session.prepare(
                                "select destination from delivery union select name from destination order by 1")
                        .query()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                return found;
            });
            DestinationStates states =
                    new SqlDestinationStates(database, new SqlAudit(database, new TimeOrderedIds(Clock.systemUTC())));
            names.forEach(name -> states.pause(name, "restored from a backup", who));
        }
        fold(ledger);
    }

    /** Moves what lies in the log into the file. */
    private static void fold(Path ledger) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_checkpoint(truncate)");
        } catch (SQLException e) {
            throw new LedgerStartException("The copy " + ledger + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void sync(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            if (!folder) {
                throw e;
            }
            // Some systems do not open folders; the file itself is synced.
        }
    }
}
