package org.activityrelay.relay.destination.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The embedded database, whose tables this product creates itself (anywhere else that is a DBA's job). They are created
 * from {@code routes/sql/sqlite/schema.sql} of the snapshot before the first statement; a column added there later is
 * added to the table as well.
 */
final class EmbeddedTables extends LazyDataSource {

    private static final String SCHEMA = "routes:sql/sqlite/schema.sql";

    private final CamelContext context;
    private volatile boolean ready;

    EmbeddedTables(Supplier<DataSource> pool, CamelContext context) {
        super(pool);
        this.context = context;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        if (!ready) {
            try {
                prepare(connection);
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        }
        return connection;
    }

    private synchronized void prepare(Connection connection) throws SQLException {
        if (ready) {
            return;
        }
        ByteArrayResource schema = new ByteArrayResource(schema().getBytes(StandardCharsets.UTF_8), SCHEMA);
        ScriptUtils.executeSqlScript(connection, schema);
        try (Connection wanted = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            ScriptUtils.executeSqlScript(wanted, schema);
            for (String table : tables(wanted)) {
                addMissingColumns(connection, table, columns(wanted, table));
            }
        }
        ready = true;
    }

    private String schema() {
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, SCHEMA)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new IllegalStateException("cannot read routes/sql/sqlite/schema.sql", missing);
        }
    }

    private static Iterable<String> tables(Connection connection) throws SQLException {
        Map<String, String> names = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
            while (rows.next()) {
                names.put(rows.getString(1), rows.getString(1));
            }
        }
        return names.keySet();
    }

    private record Column(String name, String type, String defaultValue) {}

    /** By name in lower case: SQLite's names know no letter case. */
    private static Map<String, Column> columns(Connection connection, String table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, type, dflt_value FROM pragma_table_info(" + literal(table) + ")")) {
            while (rows.next()) {
                Column column = new Column(rows.getString(1), rows.getString(2), rows.getString(3));
                columns.put(column.name().toLowerCase(Locale.ROOT), column);
            }
        }
        return columns;
    }

    /** Names, types and defaults come from the site's own schema file, never from a record. */
    private static void addMissingColumns(Connection connection, String table, Map<String, Column> wanted)
            throws SQLException {
        Map<String, Column> present = columns(connection, table);
        for (Map.Entry<String, Column> missing : wanted.entrySet()) {
            if (!present.containsKey(missing.getKey())) {
                Column column = missing.getValue();
                String defaultValue = column.defaultValue() == null ? "" : " DEFAULT " + column.defaultValue();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("ALTER TABLE " + name(table) + " ADD COLUMN " + name(column.name()) + " "
                            + column.type() + defaultValue);
                }
            }
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String name(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
