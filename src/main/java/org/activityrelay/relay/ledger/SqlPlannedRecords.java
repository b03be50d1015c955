package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stored records with their plans in SQL. */
final class SqlPlannedRecords implements PlannedRecords {

    private static final String PAGE = """
            select id, revision, tenant, received_at, unrouted_reason, failed_at, configuration_hash
            from activity
            where id < ? and id >= ?
            order by id desc
            limit ?
            """;
    private static final String COUNT =
            "select count(*) from (select id from activity where id >= ? order by id desc limit ?) found";
    private static final Rows CONTENT =
            new Rows("select activity_id, canonical from activity_content where activity_id in (#)", "?");
    private static final Rows DELIVERIES = new Rows("""
            select activity_id, destination, part, arguments, decision
            from delivery
            where activity_id in (#) and decision is not null
            order by id
            """, "?");

    private final Database database;

    SqlPlannedRecords(Database database) {
        this.database = database;
    }

    @Override
    public List<Planned> page(String before, Instant from, int limit) {
        String last = before == null ? TimeOrderedIds.lowest(Long.MAX_VALUE >>> 16) : Text.id(before);
        if (last == null) {
            return List.of();
        }
        return database.readOrUnavailable(session -> {
            List<Row> rows = rows(session, last, from, Math.max(1, Math.min(limit, MOST)));
            List<Planned> records = new ArrayList<>(rows.size());
            for (int i = 0; i < rows.size(); i += Rows.MOST) {
                records.addAll(complete(session, rows.subList(i, Math.min(rows.size(), i + Rows.MOST))));
            }
            return records;
        });
    }

    @Override
    public int count(Instant from, int most) {
        return database.readOrUnavailable(session -> {
            try (ResultSet row =
                    session.prepare(COUNT).id(lowest(from)).number(most).query()) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    private static String lowest(Instant from) {
        return TimeOrderedIds.lowest(from == null ? 0 : Math.max(0, from.toEpochMilli()));
    }

    private static List<Row> rows(Session session, String before, Instant from, int limit) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row =
                session.prepare(PAGE).id(before).id(lowest(from)).number(limit).query()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getString("id"),
                        row.getInt("revision"),
                        row.getString("tenant"),
                        Instant.ofEpochMilli(row.getLong("received_at")),
                        row.getString("unrouted_reason"),
                        row.getString("failed_at"),
                        row.getString("configuration_hash")));
            }
        }
        return rows;
    }

    /** What is gone meanwhile is left out. */
    private static List<Planned> complete(Session session, List<Row> rows) throws SQLException {
        List<String> ids = rows.stream().map(Row::id).toList();
        Map<String, String> contents = new HashMap<>();
        try (ResultSet row = session.query(CONTENT, ids)) {
            while (row.next()) {
                contents.put(row.getString("activity_id"), row.getString("canonical"));
            }
        }
        Map<String, List<Delivery>> deliveries = deliveries(session, ids);
        return rows.stream()
                .filter(row -> contents.containsKey(row.id))
                .map(row -> new Planned(
                        row.id,
                        row.revision,
                        row.tenant,
                        row.receivedAt,
                        Json.object(contents.get(row.id)),
                        row.unroutedReason,
                        Json.decision(row.failedAt),
                        row.configurationHash,
                        deliveries.getOrDefault(row.id, List.of())))
                .toList();
    }

    private static Map<String, List<Delivery>> deliveries(Session session, List<String> ids) throws SQLException {
        Map<String, List<Delivery>> deliveries = new HashMap<>();
        try (ResultSet row = session.query(DELIVERIES, ids)) {
            while (row.next()) {
                deliveries
                        .computeIfAbsent(row.getString("activity_id"), id -> new ArrayList<>())
                        .add(new Delivery(
                                row.getString("destination"),
                                row.getString("part"),
                                Json.arguments(row.getString("arguments")),
                                Json.decision(row.getString("decision"))));
            }
        }
        return deliveries;
    }

    private record Row(
            String id,
            int revision,
            String tenant,
            Instant receivedAt,
            String unroutedReason,
            String failedAt,
            String configurationHash) {}
}
