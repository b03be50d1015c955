package org.activityrelay.relay.destination.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.activityrelay.relay.configuration.RunningConfiguration;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.activityrelay.relay.privacy.Copies;
import org.activityrelay.relay.privacy.Traces;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * The rows that the destination {@code database} wrote: erased by {@code routes/sql/<database>/erase.sql}, once for each
 * record, and deleted by age by {@code purge.sql} beside it, while that destination is live.
 */
@Component
class ReportingCopies implements Copies {

    private static final String DESTINATION = "database";

    /** As the rows' times are written: every instant has as many digits, so that texts compare as instants do. */
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Databases databases;
    private final Function<String, Optional<String>> files;

    @Autowired
    ReportingCopies(Databases databases, ObjectProvider<RunningConfiguration> running) {
        this(databases, path -> running.getObject().contexts().snapshot().text(path));
    }

    /** @param files texts of the running snapshot, by path */
    ReportingCopies(Databases databases, Function<String, Optional<String>> files) {
        this.databases = databases;
        this.files = files;
    }

    @Override
    public String place() {
        return DESTINATION;
    }

    @Override
    public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
        DestinationSettings destination = databases.byName().get(DESTINATION);
        if (destination == null || !destination.isLive()) {
            return Optional.empty();
        }
        Map<String, Map<String, String>> records = records(traces);
        if (records.isEmpty()) {
            return Optional.of(0);
        }
        Dialect dialect = Dialect.of(destination.url());
        try (Connection connection = databases.reporting().getConnection()) {
            int erased = erase(connection, statement(dialect), records.values(), onlyCount);
            if (dialect.isEmbedded() && !onlyCount) {
                emptyLog(connection);
            }
            return Optional.of(erased);
        } catch (SQLException | DataAccessException e) {
            throw new IOException(
                    "the reporting database refuses (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** By {@code purge.sql}; a database whose folder has none keeps its rows. */
    @Override
    public int purge(Instant settled, Instant open) throws IOException {
        DestinationSettings destination = databases.byName().get(DESTINATION);
        if (destination == null || !destination.isLive()) {
            return 0;
        }
        Dialect dialect = Dialect.of(destination.url());
        Optional<String> statement = text(dialect, "purge.sql");
        if (statement.isEmpty()) {
            return 0;
        }
        try (Connection connection = databases.reporting().getConnection()) {
            int gone = new NamedParameterJdbcTemplate(new SingleConnectionDataSource(connection, true))
                    .update(statement.get(), Map.of("before", MILLIS.format(settled)));
            if (dialect.isEmbedded() && gone > 0) {
                emptyLog(connection);
            }
            return gone;
        } catch (SQLException | DataAccessException e) {
            throw new IOException(
                    "the reporting database refuses (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Parameters by record key. */
    private static Map<String, Map<String, String>> records(Traces traces) {
        Map<String, Map<String, String>> records = new LinkedHashMap<>();
        for (Sent sent : traces.deliveries()) {
            if (sent.destination().equals(DESTINATION) && sent.mayHaveArrived()) {
                records.put(
                        sent.recordKey(),
                        Map.of(
                                "recordKey", sent.recordKey(),
                                "interactionId", traces.interactionOf(sent)));
            }
        }
        return records;
    }

    private String statement(Dialect dialect) throws IOException {
        return text(dialect, "erase.sql")
                .orElseThrow(() -> new IOException(path(dialect, "erase.sql") + " is missing"));
    }

    private Optional<String> text(Dialect dialect, String file) {
        return files.apply(path(dialect, file))
                .map(text -> Placeholders.withoutComments(text).replace(":?", ":"));
    }

    private static String path(Dialect dialect, String file) {
        return Snapshot.ROUTES + "sql/" + dialect.name() + "/" + file;
    }

    /** What is only to be counted is deleted and taken back. */
    private static int erase(
            Connection connection, String statement, Collection<Map<String, String>> records, boolean onlyCount)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            NamedParameterJdbcTemplate jdbc =
                    new NamedParameterJdbcTemplate(new SingleConnectionDataSource(connection, true));
            int erased = 0;
            for (Map<String, String> record : records) {
                erased += jdbc.update(statement, record);
            }
            if (!onlyCount) {
                connection.commit();
            }
            return erased;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** What was written last is still in SQLite's write-ahead log. */
    private static void emptyLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }
}
