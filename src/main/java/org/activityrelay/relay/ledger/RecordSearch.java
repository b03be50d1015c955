package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over records of the newest revision, oldest first, step by step. Those that were set aside for what they are (an
 * id that cannot be one interaction's) are left out unless the filter names that reason.
 */
final class RecordSearch {

    private static final String COLUMNS = """
            select a.id, a.tenant, a.interaction_id, a.revision, a.received_at, a.unrouted_reason, c.canonical
            from activity a cross join interaction_head h cross join activity_content c
            where h.id = a.head_id and c.activity_id = a.id and a.revision >= h.current_revision
            """;

    private final DestinationTraits traits;
    private final RecordFilter filter;
    private final Clause conditions;
    private final int window;

    /** @param window how many records a step looks at, at most */
    RecordSearch(DestinationTraits traits, RecordFilter filter, int window) {
        this.traits = traits;
        this.filter = filter;
        this.window = window;
        // Text of the statement, because the index of the unrouted ones is a partial one.
        this.conditions = Clause.of(" and a.status = '" + filter.status().word() + "'")
                .and(text("a.tenant", filter.tenant()))
                .and(text("a.type", Text.searchable(filter.type())))
                .and(text("a.disposition_key", Text.searchable(filter.disposition())))
                .and(text("a.service_key", Text.searchable(filter.service())));
    }

    /** A record that matches. */
    record Found(
            String id,
            String tenant,
            String interactionId,
            int revision,
            Instant receivedAt,
            String reason,
            String canonical) {}

    /** Rows of one step, and the id behind which the next one begins, or null. */
    record Step(List<Found> rows, String next) {}

    /** @param after id of the last row of the step before, or null */
    Step step(Session session, String after, int limit) throws SQLException {
        String from = after == null ? TimeOrderedIds.lowest(0) : after;
        String floor = filter.activityId() == null ? floor(session, from) : null;
        List<Found> rows = rows(session, from, floor, limit);
        return new Step(rows, rows.size() == limit ? rows.get(limit - 1).id() : floor);
    }

    private String floor(Session session, String after) throws SQLException {
        Clause status = filter.status() == ActivityStatus.UNROUTED
                ? Clause.of("select a.id from activity a where a.status = 'unrouted'")
                : Clause.of("select a.id from activity a where true");
        Clause last = status.and(range(after))
                .and(Clause.of(" order by a.id limit 1 offset ?", parameters -> parameters.number(window)));
        try (ResultSet row = last.prepare(session).query()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private List<Found> rows(Session session, String after, String floor, int limit) throws SQLException {
        Clause sql = Clause.of(COLUMNS).and(conditions).and(reason(session)).and(range(after));
        if (floor != null) {
            sql = sql.and(Clause.of(" and a.id <= ?", parameters -> parameters.id(floor)));
        }
        if (filter.activityId() != null) {
            sql = sql.and(Clause.of(" and a.id = ?", parameters -> parameters.id(filter.activityId())));
        }
        sql = sql.and(Clause.of(" order by a.id limit ?", parameters -> parameters.number(limit)));
        List<Found> rows = new ArrayList<>();
        try (ResultSet row = sql.prepare(session).query()) {
            while (row.next()) {
                rows.add(found(row));
            }
        }
        return rows;
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("interaction_id"),
                row.getInt("revision"),
                Instant.ofEpochMilli(row.getLong("received_at")),
                row.getString("unrouted_reason"),
                row.getString("canonical"));
    }

    private Clause range(String after) {
        return Clause.of(" and a.id > ?", parameters -> parameters.id(after))
                .and(bound("a.id >= ?", filter.receivedFrom()))
                .and(bound("a.id < ?", filter.receivedTo()));
    }

    private static Clause bound(String comparison, Instant time) {
        if (time == null) {
            return Clause.of("");
        }
        String lowest = TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()));
        return Clause.of(" and " + comparison, parameters -> parameters.id(lowest));
    }

    private Clause reason(Session session) throws SQLException {
        if (WaitingFor.isMissing(filter.reason())) {
            return Clause.of(" and exists (select 1 from delivery d where d.activity_id = a.id and ")
                    .and(WaitingFor.missing(session, traits))
                    .and(")");
        }
        boolean any = filter.reason() == null && filter.status() == ActivityStatus.UNROUTED;
        return any
                ? Clause.of(" and a.unrouted_reason in ('no_rule_matched', 'routing_failed')")
                : text("a.unrouted_reason", filter.reason());
    }

    private static Clause text(String column, String value) {
        return value == null
                ? Clause.of("")
                : Clause.of(" and " + column + " = ?", parameters -> parameters.text(value));
    }
}
