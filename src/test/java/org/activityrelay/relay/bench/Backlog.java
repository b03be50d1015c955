package org.activityrelay.relay.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.activityrelay.relay.contract.SharedPostgres;

/**
 * A record whose deliveries wait, many times over: written below the ledger's own code, also beside a running service, so that
 * a great backlog is there in seconds. Each copy is an interaction of its own, and all else is as the service stored it.
 */
final class Backlog {

    private static final int AT_ONCE = 500;
    private static final long MINUTE = 60_000;

    private final String url;
    private final String interaction;
    private final List<Row> template;
    private long copies;

    private Backlog(String url, String interaction, List<Row> template) {
        this.url = url;
        this.interaction = interaction;
        this.template = template;
    }

    private record Row(String table, Map<String, Object> values) {}

    /** Of the only record of a ledger, which nothing has been delivered of yet. */
    static Backlog of(String url) throws SQLException {
        try (Connection connection = connect(url)) {
            List<Row> rows = new ArrayList<>();
            for (String table : List.of("interaction_head", "activity", "activity_content", "person", "delivery")) {
                rows.addAll(read(connection, table));
            }
            String interaction = one(rows, "activity", "interaction_id").toString();
            if (!one(rows, "delivery", "state").equals("pending")) {
                throw new IllegalStateException("the record does not wait");
            }
            return new Backlog(url, interaction, rows);
        }
    }

    private static Connection connect(String url) throws SQLException {
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        Connection connection = sqlite
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(
                        url + "?reWriteBatchedInserts=true", SharedPostgres.username(), SharedPostgres.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute(sqlite ? "pragma busy_timeout = 30000" : "set synchronous_commit = off");
        }
        return connection;
    }

    private static List<Row> read(Connection connection, String table) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table)) {
            while (row.next()) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.put(row.getMetaData().getColumnName(i), row.getObject(i));
                }
                rows.add(new Row(table, values));
            }
        }
        return rows;
    }

    private static Object one(List<Row> rows, String table, String column) {
        return rows.stream()
                .filter(row -> row.table.equals(table))
                .map(row -> row.values.get(column))
                .findFirst()
                .orElseThrow();
    }

    /** Adds so many deliveries, due now. */
    void add(int deliveries) throws SQLException {
        int each = (int)
                template.stream().filter(row -> row.table.equals("delivery")).count();
        try (Connection connection = connect(url)) {
            connection.setAutoCommit(false);
            long begin = System.currentTimeMillis() - MINUTE;
            for (int written = 0; written < deliveries / each; written += AT_ONCE) {
                write(connection, begin, Math.min(AT_ONCE, deliveries / each - written));
            }
            if (!url.startsWith("jdbc:sqlite:")) {
                // A backlog takes hours to grow, in which the server does so by itself.
                connection.createStatement().execute("analyze");
                connection.commit();
            }
        }
    }

    private void write(Connection connection, long begin, int records) throws SQLException {
        List<Map<Object, Object>> renamed = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            renamed.add(rename(begin));
        }
        for (Row row : template) {
            String columns = String.join(", ", row.values.keySet());
            String marks = String.join(", ", java.util.Collections.nCopies(row.values.size(), "?"));
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into " + row.table + " (" + columns + ") values (" + marks + ")")) {
                for (Map<Object, Object> names : renamed) {
                    int next = 1;
                    for (Map.Entry<String, Object> value : row.values.entrySet()) {
                        insert.setObject(next++, copy(value.getKey(), value.getValue(), names));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
        connection.commit();
    }

    /** What each id of the template is called in the next copy, as whatever the database gives ids as. */
    private Map<Object, Object> rename(long begin) {
        Map<Object, Object> names = new LinkedHashMap<>();
        copies++;
        String copy = "copy-%010d".formatted(copies);
        names.put(interaction, copy + interaction.substring(copy.length()));
        for (Row row : template) {
            row.values.forEach((column, value) -> {
                if (column.equals("id") || column.equals("record_key")) {
                    names.computeIfAbsent(value, same -> {
                        UUID id = id(begin + copies / 16);
                        return same instanceof UUID ? id : id.toString();
                    });
                }
            });
        }
        return names;
    }

    /** An id of that millisecond, in no order within it. */
    private static UUID id(long millis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                millis << 16 | 0x7000 | random.nextInt(0x1000),
                random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | Long.MIN_VALUE);
    }

    private Object copy(String column, Object value, Map<Object, Object> names) {
        return switch (column) {
            case "canonical" ->
                value.toString().replace(interaction, names.get(interaction).toString());
            case "global_key" -> names.get(interaction);
            case "id",
                    "head_id",
                    "activity_id",
                    "current_activity",
                    "record_key",
                    "interaction_id",
                    "interaction_key" -> names.get(value);
            default -> value;
        };
    }
}
