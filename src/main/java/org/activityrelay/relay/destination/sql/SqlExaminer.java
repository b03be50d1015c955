package org.activityrelay.relay.destination.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examined.Rehearsed;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Reach;
import org.activityrelay.relay.destination.Secrets;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Examines databases: a connection, the tables and columns of the route's statements, and the rights to write them. Statements
 * are planned by the database, and never executed; the connection may not write.
 */
@Component
@Order(20)
class SqlExaminer implements Examiner {

    private static final Pattern SERVER = Pattern.compile("jdbc:\\w+://([^:/?,;]+)(?::(\\d+))?/.*");
    private static final Pattern INSERT = Pattern.compile("(?is)\\binsert\\s+into\\s+([\\w.\"$]+)\\s*\\(([^)]*)\\)");
    private static final int POSTGRES = 5432;
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final Secrets secrets;

    SqlExaminer(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void examine(Examined destination) throws SQLException {
        if (destination.isHopeless() || !destination.settings().isDatabase()) {
            return;
        }
        Dialect dialect = Dialect.of(destination.settings().url());
        if (dialect.isEmbedded()) {
            embedded(destination, dialect);
            return;
        }
        Matcher server = SERVER.matcher(destination.settings().url());
        if (dialect.name().equals("postgresql") && server.matches()) {
            int port = server.group(2) == null ? POSTGRES : Integer.parseInt(server.group(2));
            if (!new Reach(destination, connect(destination), null).server(server.group(1), port, false, "url")) {
                return;
            }
        }
        try (Connection connection = Databases.look(destination.settings())) {
            destination.ok("the database takes the login");
            for (String statement : statements(destination)) {
                look(destination, dialect, connection, statement);
            }
        } catch (SQLException refused) {
            destination.problem(
                    "the database does not let in: " + said(refused),
                    "check " + destination.key("url")
                            + ", .username and .password; for a database other than PostgreSQL"
                            + " its driver has to be in lib/");
        }
    }

    private static Duration connect(Examined destination) {
        return destination.settings().timeout() == null
                        || destination.settings().timeout().connect() == null
                ? USUAL
                : destination.settings().timeout().connect();
    }

    private static Set<String> statements(Examined destination) {
        Set<String> statements = new LinkedHashSet<>();
        for (Rehearsed rehearsed : destination.rehearsals()) {
            rehearsed.requests().stream()
                    .filter(request -> request.kind().equals("sql"))
                    .forEach(request -> statements.add(
                            request.description().path("statement").asText()));
            if (rehearsed.failure() != null && statements.isEmpty()) {
                destination.problem("the route fails: " + rehearsed.failure(), "see ./relay check and ./relay explain");
                return statements;
            }
        }
        return statements;
    }

    private void look(Examined destination, Dialect dialect, Connection connection, String statement)
            throws SQLException {
        Matcher insert = INSERT.matcher(statement);
        String table = insert.find() ? insert.group(1).replace("\"", "") : null;
        String folder = "routes/sql/" + dialect.name();
        if (table != null) {
            Set<String> columns = columns(connection, table);
            if (columns.isEmpty()) {
                destination.problem(
                        "there is no table " + table + ", or the user may not see it",
                        "have it made: ./relay ddl " + dialect.name() + " prints " + folder + "/schema.sql");
                return;
            }
            List<String> missing = new ArrayList<>();
            for (String name : insert.group(2).split(",")) {
                String column = name.strip().replace("\"", "");
                if (!columns.contains(column.toLowerCase(Locale.ROOT))) {
                    missing.add(column);
                }
            }
            if (!missing.isEmpty()) {
                destination.problem(
                        "table " + table + " has no column " + String.join(", ", missing),
                        "add it as " + folder + "/schema.sql has it, or take it out of " + folder + "/upsert.sql");
                return;
            }
        }
        plan(destination, dialect, connection, statement, table);
    }

    /** By name in lower case; empty when there is no such table. */
    private static Set<String> columns(Connection connection, String name) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        int dot = name.lastIndexOf('.');
        String schema = dot < 0 ? connection.getSchema() : name.substring(0, dot);
        String table = dot < 0 ? name : name.substring(dot + 1);
        Set<String> columns = new LinkedHashSet<>();
        for (String spelling : new String[] {table.toLowerCase(Locale.ROOT), table.toUpperCase(Locale.ROOT)}) {
            try (ResultSet row = data.getColumns(connection.getCatalog(), schema, spelling, null)) {
                while (row.next()) {
                    columns.add(row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        return columns;
    }

    /** A database that plans a statement looks up everything in it, and the rights; one that prepares it most of it. */
    private void plan(Examined destination, Dialect dialect, Connection connection, String statement, String table)
            throws SQLException {
        boolean plans = dialect.name().equals("postgresql");
        try (PreparedStatement planned = connection.prepareStatement((plans ? "explain " : "") + statement)) {
            if (plans) {
                for (int i = 1; i <= Placeholders.count(statement); i++) {
                    planned.setNull(i, Types.NULL);
                }
                planned.executeQuery().close();
            } else {
                planned.getMetaData();
            }
            destination.ok((table == null ? "the statement" : "table " + table)
                    + (plans
                            ? " has what the statement needs, and the user may write it"
                            : " has the columns of the statement; whether the user may write it shows a delivery"));
        } catch (SQLException refused) {
            connection.rollback();
            refused(destination, connection, refused, table);
        }
    }

    private void refused(Examined destination, Connection connection, SQLException refused, String table)
            throws SQLException {
        if ("42501".equals(refused.getSQLState()) && table != null) {
            List<String> lacking = new ArrayList<>();
            for (String right : new String[] {"INSERT", "UPDATE", "SELECT"}) {
                if (!has(connection, table, right)) {
                    lacking.add(right.toLowerCase(Locale.ROOT));
                }
            }
            destination.problem(
                    "the user lacks the right to " + String.join(", ", lacking) + " on " + table,
                    "grant insert, update, select on " + table + " to that user");
            return;
        }
        destination.problem(
                "the database refuses the statement: " + said(refused),
                "42P10".equals(refused.getSQLState())
                        ? "the table needs a primary key or unique constraint on the key, as schema.sql has it"
                        : "compare the table with schema.sql, and the statement with both");
    }

    private static boolean has(Connection connection, String table, String right) throws SQLException {
        try (PreparedStatement asked =
                connection.prepareStatement("select has_table_privilege(cast(? as text), cast(? as text))")) {
            asked.setString(1, table);
            asked.setString(2, right);
            try (ResultSet row = asked.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The table of the embedded file is made, and columns are added, by the first delivery. */
    private void embedded(Examined destination, Dialect dialect) {
        Path file = dialect.file() == null ? null : dialect.file().toAbsolutePath();
        if (file == null) {
            destination.warning(
                    "the database is in memory only, and gone with the process",
                    "name a file in " + destination.key("url"));
            return;
        }
        Path folder = file.getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (Files.exists(file) ? !Files.isWritable(file) : folder == null || !Files.isWritable(folder)) {
            destination.problem(
                    file + " cannot be written by the user that runs this",
                    "correct its owner or " + destination.key("url"));
            return;
        }
        if (!Files.exists(file)) {
            destination.ok("the first delivery makes " + file);
            return;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                PreparedStatement asked = connection.prepareStatement("select count(*) from sqlite_schema")) {
            asked.executeQuery().close();
            destination.ok(file + " is a database that can be written; columns that it lacks are added");
        } catch (SQLException broken) {
            destination.problem(
                    file + " cannot be read as a database: " + said(broken), "move it away, or restore a backup of it");
        }
    }

    private String said(SQLException failure) {
        return secrets.mask(
                String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip());
    }
}
