package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One page of a search, whose cost does not grow with the ledger. Ids grow with time, so the newest come first by going
 * down an index of ids, and a range of time is a range of ids.
 *
 * <p>If one of the criteria alone leaves few records, those are looked at. If none does, the newest records are looked
 * at, a window of them for each page; a page may then hold fewer than asked for, and go on all the same.
 */
final class Search {

    /** How many rows are few, and how large a window is: some milliseconds' work. */
    static final int WINDOW = 20_000;

    private final List<Criterion> criteria = new ArrayList<>();
    private final Records.Query query;
    private final int window;
    private boolean impossible;

    /**
     * One criterion.
     *
     * @param ids selects the ids of matching records as {@code id}, up to its {@code where}; null if no index does
     * @param column the column of those ids
     * @param filter the same as a condition on {@code activity a}
     */
    private record Criterion(Clause ids, String column, Clause filter) {}

    /** @throws IllegalArgumentException when a criterion makes no sense */
    Search(Records.Query query, Persons persons, int window) {
        this.query = query;
        this.window = window;
        if (query.after() != null && Text.id(query.after()) == null) {
            throw new IllegalArgumentException("'after' is not an id that a page before gave as 'next'");
        }
        interaction(query.interactionId());
        Outcome.of(query).ifPresent(outcome -> criteria.add(criterion(outcome)));
        if (query.phone() != null) {
            person(persons.phone(query.tenant(), query.phone()));
        }
        if (query.email() != null) {
            person(persons.email(query.email()));
        }
        column("global_key", query.globalInteractionId());
        if (query.agent() != null) {
            person(List.of(persons.agent(query.agent())));
        }
        Outcome.activityStatus(query.status())
                .ifPresent(status -> column(
                        // Text of the statement, because the index of the unrouted ones is a partial one.
                        Clause.of("status = '" + status.word() + "'"), status == ActivityStatus.UNROUTED));
        column("service_key", query.service());
        column("disposition_key", query.disposition());
        column("type", query.type());
        if (query.tenant() != null) {
            column(Clause.of("tenant = ?", parameters -> parameters.text(query.tenant())), false);
        }
    }

    private void interaction(String interactionId) {
        if (interactionId == null) {
            return;
        }
        String key = InteractionKey.fold(interactionId);
        Clause heads = Clause.of(
                "head_id in (select id from interaction_head where interaction_key = ?)",
                parameters -> parameters.text(key));
        criteria.add(new Criterion(
                Clause.of("select id from activity where ").and(heads),
                "id",
                Clause.of("a.").and(heads)));
    }

    private void person(List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            impossible = true;
            return;
        }
        Clause among = new Clause(
                "hash in (" + String.join(", ", Collections.nCopies(hashes.size(), "?")) + ")",
                hashes.stream()
                        .map(hash -> (Clause.Binding) parameters -> parameters.bytes(hash))
                        .toList());
        criteria.add(new Criterion(
                Clause.of("select activity_id as id from person where ").and(among),
                "activity_id",
                Clause.of("exists (select 1 from person p where p.activity_id = a.id and p.")
                        .and(among)
                        .and(")")));
    }

    private void column(String column, String asTyped) {
        if (asTyped != null) {
            String key = InteractionKey.fold(asTyped);
            column(Clause.of(column + " = ?", parameters -> parameters.text(key)), true);
        }
    }

    private void column(Clause condition, boolean indexed) {
        Clause ids = indexed ? Clause.of("select id from activity where ").and(condition) : null;
        criteria.add(new Criterion(ids, "id", Clause.of("a.").and(condition)));
    }

    private static Criterion criterion(Outcome outcome) {
        Clause ids = outcome.isIndexed()
                ? Clause.of("select activity_id as id from delivery d where ").and(outcome.condition())
                : null;
        Clause filter = Clause.of("exists (select 1 from delivery d where d.activity_id = a.id and ")
                .and(outcome.condition())
                .and(")");
        return new Criterion(ids, "activity_id", filter);
    }

    /** Ids of one page, newest first, and where the next one begins, or null. */
    record Found(List<String> ids, String next) {}

    Found run(Session session, int limit) throws SQLException {
        if (impossible) {
            return new Found(List.of(), null);
        }
        Criterion few = few(session);
        if (few != null) {
            return page(select(session, among(few), few, limit), limit, null);
        }
        String floor = criteria.isEmpty() ? null : floor(session);
        Clause from = Clause.of("select a.id from activity a where true").and(range("a.id"));
        if (floor != null) {
            from = from.and(Clause.of(" and a.id >= ?", parameters -> parameters.id(floor)));
        }
        return page(select(session, from, null, limit), limit, floor);
    }

    /** Materialized, because SQLite would else read a whole index that happens to be in the order of the ids. */
    private Clause among(Criterion few) {
        return Clause.of("with every_one as materialized (")
                .and(few.ids())
                .and(range(few.column()))
                .and(") select a.id from (select distinct id from every_one) few")
                .and(" cross join activity a where a.id = few.id");
    }

    private static Found page(List<String> ids, int limit, String floor) {
        boolean more = ids.size() > limit;
        List<String> page = more ? ids.subList(0, limit) : ids;
        return new Found(page, more ? page.get(limit - 1) : floor);
    }

    private List<String> select(Session session, Clause from, Criterion done, int limit) throws SQLException {
        Clause sql = from;
        for (Criterion criterion : criteria) {
            if (criterion != done) {
                sql = sql.and(" and ").and(criterion.filter());
            }
        }
        sql = sql.and(Clause.of(" order by a.id desc limit ?", parameters -> parameters.number(limit + 1)));
        List<String> ids = new ArrayList<>();
        try (ResultSet row = sql.prepare(session).query()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    /** The first criterion that alone leaves few records, or null. */
    private Criterion few(Session session) throws SQLException {
        for (Criterion criterion : criteria) {
            if (criterion.ids() != null && isFew(session, criterion)) {
                return criterion;
            }
        }
        return null;
    }

    private boolean isFew(Session session, Criterion criterion) throws SQLException {
        Clause count = Clause.of("select count(*) from (")
                .and(criterion.ids())
                .and(range(criterion.column()))
                .and(Clause.of(" limit ?) counted", parameters -> parameters.number(window + 1)));
        try (ResultSet row = count.prepare(session).query()) {
            row.next();
            return row.getInt(1) <= window;
        }
    }

    /** The id with which the window ends, or null if it reaches back to the first record. */
    private String floor(Session session) throws SQLException {
        Clause last = Clause.of("select a.id from activity a where true")
                .and(range("a.id"))
                .and(Clause.of(" order by a.id desc limit 1 offset ?", parameters -> parameters.number(window)));
        try (ResultSet row = last.prepare(session).query()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Where the page begins, and the range of time. */
    private Clause range(String column) {
        Clause range = Clause.of("");
        if (query.after() != null) {
            String after = Text.id(query.after());
            range = range.and(Clause.of(" and " + column + " < ?", parameters -> parameters.id(after)));
        }
        return range.and(bound(column + " >= ?", query.receivedFrom())).and(bound(column + " < ?", query.receivedTo()));
    }

    private static Clause bound(String comparison, Instant time) {
        if (time == null) {
            return Clause.of("");
        }
        String lowest = TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()));
        return Clause.of(" and " + comparison, parameters -> parameters.id(lowest));
    }
}
