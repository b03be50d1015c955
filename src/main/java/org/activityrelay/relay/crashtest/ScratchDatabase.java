package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL database that was empty before: every table in it was made by this test. */
final class ScratchDatabase {

    private static final String RELATIONS = """
            select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
              and n.nspname not in ('pg_catalog', 'information_schema')
              and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
            order by 1
            """;

    private final Options.Server server;

    private ScratchDatabase(Options.Server server) {
        this.server = server;
    }

    /**
     * Takes an empty database and makes the table of the database destination.
     *
     * @param schema that table, as a DBA would make it
     * @throws IllegalArgumentException when the database holds anything; nothing was touched then
     */
    static ScratchDatabase take(Options.Server server, Path schema) throws SQLException, IOException {
        if (!server.url().startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "The database must be PostgreSQL, jdbc:postgresql://<host>/<database>; without one, SQLite is used.");
        }
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            List<String> present = relations(statement);
            if (!present.isEmpty()) {
                throw new IllegalArgumentException("The database holds tables that this test did not make, "
                        + present.get(0) + " among them. Give it an empty database of its own.");
            }
            statement.execute(Files.readString(schema));
        }
        return new ScratchDatabase(server);
    }

    private static List<String> relations(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(RELATIONS)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private static Connection connect(Options.Server server) throws SQLException {
        return DriverManager.getConnection(server.url(), server.username(), server.password());
    }

    /** The settings by which the service uses it, without secrets. */
    List<String> settings() {
        List<String> settings = new ArrayList<>();
        for (String prefix : List.of("relay.ledger", "relay.destination.database")) {
            settings.add(prefix + ".url=" + server.url());
            if (server.username() != null) {
                settings.add(prefix + ".username=" + server.username());
            }
        }
        return settings;
    }

    /** Secrets go by the environment: command lines are for everybody to see. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        if (server.password() != null) {
            secrets.put("RELAY_LEDGER_PASSWORD", server.password());
            secrets.put("RELAY_DESTINATION_DATABASE_PASSWORD", server.password());
        }
        return secrets;
    }

    Evidence evidence() {
        return new Evidence(server, server);
    }

    /** Leaves the database as empty as it was. */
    void delete() throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            for (String name : relations(statement)) {
                statement.execute("drop table if exists " + name + " cascade");
            }
        }
    }
}
