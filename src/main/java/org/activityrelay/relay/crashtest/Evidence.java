package org.activityrelay.relay.crashtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the ledger and the reporting table hold, read past the service. */
final class Evidence {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Options.Server ledger;
    private final Options.Server reporting;

    Evidence(Options.Server ledger, Options.Server reporting) {
        this.ledger = ledger;
        this.reporting = reporting;
    }

    /** A stored revision. */
    record Stored(String interaction, int revision, int version, String status) {}

    /** A delivery with its attempts. */
    record Delivered(
            String interaction,
            Sink sink,
            String recordKey,
            int revision,
            String state,
            String reason,
            int attempts,
            int ambiguous) {

        String deliveryKey() {
            return recordKey + "-" + revision;
        }
    }

    /** How much is stored and not yet delivered. */
    int open() throws SQLException {
        return count("select count(*) from delivery where state in ('pending', 'in_flight') and ? = ?", "");
    }

    /** How many revisions of interactions whose id begins so are stored. */
    int revisions(String prefix) throws SQLException {
        return count("select count(*) from activity where substr(interaction_id, 1, length(?)) = ?", prefix);
    }

    private int count(String sql, String prefix) throws SQLException {
        return query(ledger, sql, prefix, row -> row.getInt(1)).get(0);
    }

    List<Stored> stored(String prefix) throws SQLException {
        return query(
                ledger,
                """
                select a.interaction_id, a.revision, c.canonical, a.status
                from activity a join activity_content c on c.activity_id = a.id
                where substr(a.interaction_id, 1, length(?)) = ?
                """,
                prefix,
                row -> new Stored(
                        row.getString(1),
                        row.getInt(2),
                        version(row.getString(3), "/attachedData/version"),
                        row.getString(4)));
    }

    List<Delivered> deliveries(String prefix) throws SQLException {
        return query(
                ledger,
                """
                select a.interaction_id, d.destination, d.record_key, d.revision, d.state, d.reason, d.attempts,
                    (select count(*) from attempt t where t.delivery_id = d.id and t.outcome = 'ambiguous')
                from delivery d join activity a on a.id = d.activity_id
                where substr(a.interaction_id, 1, length(?)) = ?
                """,
                prefix,
                row -> new Delivered(
                        row.getString(1),
                        Sink.of(row.getString(2)),
                        row.getString(3),
                        row.getInt(4),
                        row.getString(5),
                        row.getString(6),
                        row.getInt(7),
                        row.getInt(8)));
    }

    /** Bodies that the service took for no records. */
    int rejections() throws SQLException {
        return count("select count(*) from rejection where ? = ?", "");
    }

    /** Rows of the database destination: none as long as nothing was delivered there, and so no table made. */
    List<Arrival> rows(String prefix) throws SQLException {
        if (!hasRows()) {
            return List.of();
        }
        return query(
                reporting,
                """
                select record_key, revision, interaction_id, attached_data from interaction
                where substr(interaction_id, 1, length(?)) = ?
                """,
                prefix,
                row -> new Arrival(
                        Sink.DATABASE,
                        row.getString(1),
                        row.getString(1) + "-" + row.getInt(2),
                        row.getInt(2),
                        row.getString(3),
                        version(row.getString(4), "/version")));
    }

    private boolean hasRows() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(reporting.url(), reporting.username(), reporting.password());
                ResultSet table = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), null, "interaction", new String[] {"TABLE"})) {
            return table.next();
        }
    }

    private static int version(String json, String pointer) throws SQLException {
        try {
            return JSON.readTree(json).at(pointer).asInt();
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
    }

    private interface Read<T> {
        T row(ResultSet row) throws SQLException;
    }

    private static <T> List<T> query(Options.Server server, String sql, String prefix, Read<T> read)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), server.username(), server.password());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, prefix);
            statement.setString(2, prefix);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(read.row(row));
                }
            }
            return rows;
        }
    }
}
