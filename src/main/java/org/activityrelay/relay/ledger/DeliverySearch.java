package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over deliveries in the order of their records, step by step, so that no statement takes long however large the
 * ledger is. What is set aside is found by its index; what waits is little, and looked at as a whole; of anything else
 * the records are looked at, a window of them in each step.
 */
final class DeliverySearch {

    private static final String COLUMNS = """
            select d.id, d.activity_id, a.tenant, a.interaction_id, a.revision, h.current_activity, a.type,
                a.disposition_key, a.service_key, a.received_at, d.destination, d.part, d.mode, d.state, d.attempts,
                d.due_at, d.final_at, d.replayed_at, d.reason, d.overtaken
            """;

    /** Cross joins keep SQLite from beginning at another table. */
    private static final String RECORDS = """
            from activity a cross join interaction_head h cross join delivery d
            where h.id = a.head_id and d.activity_id = a.id
            """;

    private static final String SET_ASIDE = """
            from delivery d cross join activity a cross join interaction_head h
            where a.id = d.activity_id and h.id = a.head_id and d.state in ('parked', 'superseded', 'cancelled')
            """;

    private static final String WAITING = """
            with waiting as materialized (select id from delivery where {open} and state = '%s')
            """;

    private static final String WAITING_ROWS = """
            from waiting w cross join delivery d cross join activity a cross join interaction_head h
            where d.id = w.id and a.id = d.activity_id and h.id = a.head_id
            """;

    private final DestinationTraits traits;
    private final DeliveryFilter filter;
    private final DeliveryState state;
    private final Clause conditions;
    private final boolean newestFirst;
    private final int window;

    /**
     * @param state the only one, or null for all that suit the reason; that of the filter does not count
     * @param more further conditions on {@code delivery d}, {@code activity a} and {@code interaction_head h}, beginning
     *     with {@code and}
     * @param window how many records a step looks at, at most
     */
    DeliverySearch(
            DestinationTraits traits,
            DeliveryFilter filter,
            DeliveryState state,
            Clause more,
            boolean newestFirst,
            int window) {
        this.traits = traits;
        this.filter = filter;
        this.state = state == null && WaitingFor.isMissing(filter.reason()) ? DeliveryState.PENDING : state;
        this.newestFirst = newestFirst;
        this.window = window;
        this.conditions = state().and(criteria(filter)).and(more);
    }

    /** Rows of one step, as they are shown, and where the next one begins, or null. */
    record Step(List<Deliveries.Item> rows, Position next) {}

    Step step(Session session, Position after, int limit) throws SQLException {
        String floor = floor(session, after);
        List<Deliveries.Item> rows = rows(session, after, floor, limit);
        if (rows.size() == limit) {
            Deliveries.Item last = rows.get(limit - 1);
            return new Step(rows, new Position(last.activityId(), last.id()));
        }
        return new Step(rows, floor == null ? null : Position.behind(floor, newestFirst));
    }

    private boolean isSetAside() {
        return state == DeliveryState.PARKED || state == DeliveryState.SUPERSEDED || state == DeliveryState.CANCELLED;
    }

    private boolean isWaiting() {
        return state == DeliveryState.PENDING || state == DeliveryState.IN_FLIGHT;
    }

    /** Text of the statement, because the indexes are partial ones. */
    private Clause state() {
        return Clause.of(state == null ? "" : " and d.state = '" + state.word() + "'");
    }

    /** The record with which the window of this step ends, or null if it reaches the end. */
    private String floor(Session session, Position after) throws SQLException {
        if (filter.activityId() != null || isWaiting()) {
            return null;
        }
        Clause last = isSetAside()
                ? Clause.of("select d.activity_id from delivery d"
                                + " where d.state in ('parked', 'superseded', 'cancelled')")
                        .and(state())
                        .and(beyond("d.activity_id", after))
                        .and(received("d.activity_id"))
                        .and(" order by d.activity_id " + direction())
                : Clause.of("select a.id from activity a where true")
                        .and(beyond("a.id", after))
                        .and(received("a.id"))
                        .and(" order by a.id " + direction());
        last = last.and(Clause.of(" limit 1 offset ?", parameters -> parameters.number(window)));
        try (ResultSet row = last.prepare(session).query()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private List<Deliveries.Item> rows(Session session, Position after, String floor, int limit) throws SQLException {
        String column = isSetAside() || isWaiting() ? "d.activity_id" : "a.id";
        Clause sql = Clause.of(from())
                .and(conditions)
                .and(reason(session))
                .and(received(column))
                .and(beyondOrSame(column, after))
                .and(Clause.of(
                        " and (d.activity_id, d.id) " + comparison() + " (?, ?)",
                        parameters -> parameters.id(after.activityId()),
                        parameters -> parameters.id(after.deliveryId())))
                .and(upTo(column, floor))
                .and(Clause.of(
                        " order by " + column + " " + direction() + ", d.id " + direction() + " limit ?",
                        parameters -> parameters.number(limit)));
        List<Deliveries.Item> rows = new ArrayList<>();
        try (ResultSet row = sql.prepare(session).query()) {
            while (row.next()) {
                rows.add(item(row, traits));
            }
        }
        return rows;
    }

    private Clause reason(Session session) throws SQLException {
        return filter.reason() == null
                ? Clause.of("")
                : Clause.of(" and ").and(WaitingFor.because(session, traits, filter.reason()));
    }

    private String from() {
        if (isWaiting()) {
            return WAITING.formatted(state.word()) + COLUMNS + WAITING_ROWS;
        }
        return COLUMNS + (isSetAside() ? SET_ASIDE : RECORDS);
    }

    private String direction() {
        return newestFirst ? "desc" : "asc";
    }

    private String comparison() {
        return newestFirst ? "<" : ">";
    }

    private Clause beyond(String column, Position after) {
        return Clause.of(" and " + column + " " + comparison() + " ?", parameters -> parameters.id(after.activityId()));
    }

    private Clause beyondOrSame(String column, Position after) {
        return Clause.of(
                " and " + column + " " + comparison() + "= ?", parameters -> parameters.id(after.activityId()));
    }

    private Clause upTo(String column, String floor) {
        return floor == null
                ? Clause.of("")
                : Clause.of(
                        " and " + column + " " + (newestFirst ? ">=" : "<=") + " ?",
                        parameters -> parameters.id(floor));
    }

    /** A range of time is a range of ids. */
    private Clause received(String column) {
        return bound(column + " >= ?", filter.receivedFrom()).and(bound(column + " < ?", filter.receivedTo()));
    }

    private static Clause bound(String comparison, Instant time) {
        if (time == null) {
            return Clause.of("");
        }
        String lowest = TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()));
        return Clause.of(" and " + comparison, parameters -> parameters.id(lowest));
    }

    private static Clause criteria(DeliveryFilter filter) {
        Clause criteria = text("a.tenant", filter.tenant())
                .and(text("d.destination", filter.destination()))
                .and(text("d.mode", filter.mode() == null ? null : filter.mode().word()))
                .and(text("a.type", Text.searchable(filter.type())))
                .and(text("a.disposition_key", Text.searchable(filter.disposition())))
                .and(text("a.service_key", Text.searchable(filter.service())))
                .and(time("d.due_at >= ?", filter.dueFrom()))
                .and(time("d.due_at < ?", filter.dueTo()))
                .and(time("d.final_at >= ?", filter.endedFrom()))
                .and(time("d.final_at < ?", filter.endedTo()));
        return filter.activityId() == null
                ? criteria
                : criteria.and(Clause.of(" and a.id = ?", parameters -> parameters.id(filter.activityId())));
    }

    private static Clause text(String column, String value) {
        return value == null
                ? Clause.of("")
                : Clause.of(" and " + column + " = ?", parameters -> parameters.text(value));
    }

    private static Clause time(String comparison, Instant time) {
        return time == null
                ? Clause.of("")
                : Clause.of(" and " + comparison, parameters -> parameters.number(time.toEpochMilli()));
    }

    /** A row of the columns above. */
    static Deliveries.Item item(ResultSet row, DestinationTraits traits) throws SQLException {
        String activity = row.getString("activity_id");
        String destination = row.getString("destination");
        DeliveryState state = Words.state(row.getString("state"));
        boolean newest = activity.equals(row.getString("current_activity")) && !row.getBoolean("overtaken");
        return new Deliveries.Item(
                row.getString("id"),
                activity,
                row.getString("tenant"),
                row.getString("interaction_id"),
                row.getInt("revision"),
                newest,
                row.getString("type"),
                row.getString("disposition_key"),
                row.getString("service_key"),
                Instant.ofEpochMilli(row.getLong("received_at")),
                destination,
                row.getString("part"),
                Words.mode(row.getString("mode")),
                state,
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("due_at")),
                time(row, "final_at"),
                time(row, "replayed_at"),
                WaitingFor.reason(traits, state, destination, row.getString("reason")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** The same row of one delivery, by its id. */
    static String one(String moreColumns) {
        return COLUMNS + moreColumns + SET_ASIDE.substring(0, SET_ASIDE.indexOf(" and d.state")) + " and d.id = ?";
    }
}
