package org.activityrelay.relay.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.unit.DataSize;

/**
 * Moves a ledger from SQLite to PostgreSQL, all or nothing: every table in one transaction, which ends only when both
 * sides have the same rows. Ids are kept, so what comes later goes on from there.
 */
public final class LedgerMove {

    private static final int BATCH = 500;
    private static final String HISTORY = "ledger_migration";

    /** What is told while it is going on. */
    public interface Listener {

        /** The rows of all tables are counted. */
        void counted(long rows);

        /** @param rows of all tables so far */
        void copied(String table, long rows);
    }

    /** @param rows that both sides have */
    public record Table(String name, long rows) {}

    private final Connection from;
    private final Connection to;
    private final Listener listener;
    private long copied;

    private LedgerMove(Connection from, Connection to, Listener listener) {
        this.from = from;
        this.to = to;
        this.listener = listener;
    }

    /**
     * @param sqlite URL of the ledger, which no process uses
     * @param postgresql URL of an empty database
     * @throws LedgerStartException when one of them is not as it must be, or they differ afterwards; then the target is
     *     as empty as it was
     */
    public static List<Table> run(
            String sqlite, String postgresql, String username, String password, Listener listener) {
        try (Database source = SqliteDatabase.open(settings(sqlite, null, null))) {
            PGSimpleDataSource target = PostgresDatabase.prepare(settings(postgresql, username, password));
            target.setReWriteBatchedInserts(true);
            target.setLogServerErrorDetail(false); // it quotes rows
            try (Connection to = target.getConnection()) {
                to.setAutoCommit(false);
                List<Table> tables = source.read(session -> {
                    Connection from = session.connection();
                    from.setAutoCommit(false);
                    try {
                        return new LedgerMove(from, to, listener).tables();
                    } finally {
                        from.rollback();
                        from.setAutoCommit(true);
                    }
                });
                to.commit();
                return tables;
            }
        } catch (SQLException e) {
            throw new LedgerStartException(
                    "The ledger was not moved, and the target is as it was: " + e.getMessage(), e);
        }
    }

    static LedgerSettings settings(String url, String username, String password) {
        return new LedgerSettings(
                url,
                username,
                password,
                Identity.INTERACTION,
                null,
                1,
                DataSize.ofMegabytes(1),
                2,
                Duration.ofSeconds(10),
                Duration.ofHours(1));
    }

    private List<Table> tables() throws SQLException {
        Set<String> names = names(to, """
                select table_name from information_schema.tables
                where table_schema = current_schema() and table_type = 'BASE TABLE'
                """);
        Set<String> own =
                names(from, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'");
        if (!names.equals(own)) {
            throw new LedgerStartException("The tables differ: " + own + " in SQLite, " + names
                    + " in PostgreSQL. Use a database, or a schema of its own, that holds nothing else.");
        }
        refuseFilled(names);
        long rows = 0;
        for (String name : names) {
            rows += count(from, name);
        }
        listener.counted(rows);
        List<Table> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(new Table(name, new Copy(name).run()));
        }
        return tables;
    }

    /** In the order of their names, without the history of migrations: each side has its own. */
    private static Set<String> names(Connection connection, String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        names.remove(HISTORY);
        return names;
    }

    private void refuseFilled(Set<String> names) throws SQLException {
        for (String name : names) {
            // Nobody may begin to use it meanwhile.
            try (Statement statement = to.createStatement()) {
                statement.execute("lock table " + quoted(name) + " in exclusive mode");
            }
            long rows = count(to, name);
            if (rows > 0) {
                throw new LedgerStartException("The target is not empty: its table " + name + " has " + rows
                        + (rows == 1 ? " row" : " rows")
                        + ". Nothing was changed. Make an empty database, and do not start"
                        + " the service on it before the move.");
            }
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + quoted(table))) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Names of tables and columns are those of our own migrations. */
    private static String quoted(String name) {
        if (!name.matches("[a-z_]+")) {
            throw new LedgerStartException("'" + name + "' is no table or column of a ledger.");
        }
        return '"' + name + '"';
    }

    /** How values of a column of PostgreSQL are read from either side, and written. */
    private enum Kind {
        ID {
            @Override
            Object read(ResultSet row, int column) throws SQLException {
                String id = row.getString(column);
                return id == null ? null : UUID.fromString(id);
            }
        },
        FLAG {
            @Override
            Object read(ResultSet row, int column) throws SQLException {
                boolean flag = row.getBoolean(column);
                return row.wasNull() ? null : flag;
            }
        },
        NUMBER {
            @Override
            Object read(ResultSet row, int column) throws SQLException {
                long number = row.getLong(column);
                return row.wasNull() ? null : number;
            }
        },
        BYTES {
            @Override
            Object read(ResultSet row, int column) throws SQLException {
                return row.getBytes(column);
            }
        },
        TEXT {
            @Override
            Object read(ResultSet row, int column) throws SQLException {
                return Text.clean(row.getString(column));
            }
        };

        abstract Object read(ResultSet row, int column) throws SQLException;

        static Kind of(String type, String where) {
            return switch (type.toLowerCase(Locale.ROOT)) {
                case "uuid" -> ID;
                case "boolean" -> FLAG;
                case "smallint", "integer", "bigint" -> NUMBER;
                case "bytea" -> BYTES;
                case "text", "character varying", "json" -> TEXT;
                default ->
                    throw new LedgerStartException(where + " is of the type " + type + ", which is not known here.");
            };
        }
    }

    private record Column(String name, String type, Kind kind) {}

    /** A sum over rows in any order, and how many they are. */
    private static final class Sum {

        private final MessageDigest digest = Digests.sha256();
        private long rows;
        private long sum;

        void add(List<Object> values) {
            for (Object value : values) {
                byte[] bytes = value instanceof byte[] raw
                        ? raw
                        : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
                digest.update((byte) (value == null ? 0 : 1));
                digest.update((byte) (bytes.length >>> 24));
                digest.update((byte) (bytes.length >>> 16));
                digest.update((byte) (bytes.length >>> 8));
                digest.update((byte) bytes.length);
                digest.update(bytes);
            }
            byte[] hash = digest.digest();
            long eight = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                eight = eight << 8 | hash[i] & 0xff;
            }
            sum += eight;
            rows++;
        }

        boolean equalTo(Sum other) {
            return rows == other.rows && sum == other.sum;
        }
    }

    /** One table. */
    private final class Copy {

        private final String table;
        private final List<Column> columns;

        Copy(String table) throws SQLException {
            this.table = table;
            this.columns = columns(table);
        }

        long run() throws SQLException {
            Sum read = new Sum();
            String names = columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
            String places = columns.stream()
                    .map(column -> column.type().equals("json") ? "?::json" : "?")
                    .collect(Collectors.joining(", "));
            String select = "select " + names + " from " + quoted(table);
            String insert = "insert into " + quoted(table) + " (" + names + ") values (" + places + ")";
            try (Statement statement = from.createStatement();
                    ResultSet row = statement.executeQuery(select);
                    PreparedStatement target = to.prepareStatement(insert)) {
                while (row.next()) {
                    List<Object> values = values(row);
                    read.add(values);
                    for (int i = 0; i < values.size(); i++) {
                        target.setObject(i + 1, values.get(i));
                    }
                    target.addBatch();
                    copied++;
                    if (read.rows % BATCH == 0) {
                        target.executeBatch();
                        listener.copied(table, copied);
                    }
                }
                target.executeBatch();
            }
            listener.copied(table, copied);
            compare(read, select);
            return read.rows;
        }

        private void compare(Sum read, String select) throws SQLException {
            Sum written = new Sum();
            try (Statement statement = to.createStatement()) {
                statement.setFetchSize(BATCH);
                try (ResultSet row = statement.executeQuery(select)) {
                    while (row.next()) {
                        written.add(values(row));
                    }
                }
            }
            if (!read.equalTo(written)) {
                throw new LedgerStartException("The table " + table + " is not the same on both sides (" + read.rows
                        + " rows in SQLite, " + written.rows + " in PostgreSQL). Nothing was moved.");
            }
        }

        private List<Object> values(ResultSet row) throws SQLException {
            List<Object> values = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                values.add(columns.get(i).kind().read(row, i + 1));
            }
            return values;
        }

        private List<Column> columns(String name) throws SQLException {
            List<Column> found = new ArrayList<>();
            try (PreparedStatement statement = to.prepareStatement("""
                    select column_name, data_type from information_schema.columns
                    where table_schema = current_schema() and table_name = ? order by ordinal_position
                    """)) {
                statement.setString(1, name);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String type = row.getString(2);
                        found.add(new Column(row.getString(1), type, Kind.of(type, name + "." + row.getString(1))));
                    }
                }
            }
            Set<String> own = names(from, "select name from pragma_table_info('" + name + "')");
            Set<String> theirs = found.stream().map(Column::name).collect(Collectors.toCollection(TreeSet::new));
            if (!own.equals(theirs)) {
                throw new LedgerStartException(
                        "The columns of " + name + " differ: " + own + " in SQLite, " + theirs + " in PostgreSQL.");
            }
            return found;
        }
    }
}
