package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Retention in SQL. An age is a range of ids, because ids grow with time. */
final class SqlRetention implements Retention {

    private static final Rows LOCK =
            new Rows("select id from interaction_head where id in (#) order by id {for update}", "?");

    /** A statement of its own after the lock: one that had waited for it would not see what came meanwhile. */
    private static final String MAY_GO = """
            select h.id from interaction_head h
            where h.id in (#)
              and not exists (select 1 from activity a where a.head_id = h.id and (a.id >= ? %s))
              and not exists (
                select 1 from activity a join delivery d on d.activity_id = a.id
                where a.head_id = h.id and d.state in (%s))
            """;

    private static final Rows SETTLED =
            new Rows(MAY_GO.formatted("or a.status = 'unrouted'", "'pending', 'in_flight', 'parked'"), "?");
    private static final Rows OPEN = new Rows(MAY_GO.formatted("", "'pending', 'in_flight'"), "?");

    private final Database database;

    SqlRetention(Database database) {
        this.database = database;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(database.readOrUnavailable(session -> number(session.prepare("select {now}"))));
    }

    @Override
    public boolean take(String chore, String owner, Duration lease, Duration every) {
        return database.writeOrUnavailable(session -> {
            session.prepare("insert into chore (name) values (?) on conflict (name) do nothing")
                    .text(chore)
                    .update();
            return session.prepare("""
                            update chore set owner = ?, lease_until = {now} + ?
                            where name = ? and (due_at <= {now} or due_at > {now} + ?)
                              and (lease_until < {now} or owner = ? or lease_until > {now} + ?)
                            """)
                            .text(owner)
                            .number(lease.toMillis())
                            .text(chore)
                            .number(every.toMillis())
                            .text(owner)
                            .number(lease.toMillis())
                            .update()
                    == 1;
        });
    }

    @Override
    public void done(String chore, String owner, Duration dueIn) {
        database.writeOrUnavailable(session -> session.prepare(
                        "update chore set lease_until = 0, due_at = {now} + ? where name = ? and owner = ?")
                .number(dueIn.toMillis())
                .text(chore)
                .text(owner)
                .update());
    }

    @Override
    public Step purge(String after, Instant settled, Instant open, int most) {
        String from = after == null ? TimeOrderedIds.lowest(0) : after;
        Set<String> heads = new LinkedHashSet<>();
        String last = database.readOrUnavailable(session -> oldest(session, from, settled, most, heads));
        if (heads.isEmpty()) {
            return new Step(null, 0);
        }
        int purged = database.writeOrUnavailable(session -> purge(session, List.copyOf(heads), settled, open));
        return new Step(last, purged);
    }

    /** Adds the interactions of the next records; answers the id of the last one. */
    private static String oldest(Session session, String from, Instant before, int most, Set<String> heads)
            throws SQLException {
        String last = null;
        try (ResultSet row = session.prepare(
                        "select id, head_id from activity where id > ? and id < ? order by id limit ?")
                .id(from)
                .id(lowest(before))
                .number(Math.min(most, Rows.MOST))
                .query()) {
            while (row.next()) {
                last = row.getString(1);
                heads.add(row.getString(2));
            }
        }
        return last;
    }

    private static String lowest(Instant time) {
        return TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()));
    }

    private static int purge(Session session, List<String> heads, Instant settled, Instant open) throws SQLException {
        session.query(LOCK, heads).close();
        Set<String> gone = new LinkedHashSet<>(mayGo(session, SETTLED, heads, settled));
        gone.addAll(mayGo(session, OPEN, heads, open));
        if (!gone.isEmpty()) {
            Interactions.delete(session, List.copyOf(gone));
        }
        return gone.size();
    }

    private static List<String> mayGo(Session session, Rows sql, List<String> heads, Instant before)
            throws SQLException {
        List<String> padded = Rows.padded(heads);
        Parameters parameters = session.prepare(sql.sql(padded.size()));
        for (String head : padded) {
            parameters.id(head);
        }
        List<String> ids = new ArrayList<>();
        try (ResultSet row = parameters.id(lowest(before)).query()) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    @Override
    public int purgeRejections(Instant before, int most) {
        return database.writeOrUnavailable(session -> session.prepare(
                        "delete from rejection where id {among select id from rejection where id < ? order by id limit ?}")
                .id(lowest(before))
                .number(most)
                .update());
    }

    @Override
    public int purgeAudit(Instant before, int most) {
        return database.writeOrUnavailable(session -> session.prepare(
                        "delete from audit where id {among select id from audit where id < ? order by id limit ?}")
                .id(lowest(before))
                .number(most)
                .update());
    }

    @Override
    public int purgeTombstones(Instant before, int most) {
        return database.writeOrUnavailable(session -> session.prepare("delete from tombstone where hash {among"
                        + " select hash from tombstone where erased_at < ? order by erased_at limit ?}")
                .number(before.toEpochMilli())
                .number(most)
                .update());
    }

    @Override
    public Map<String, Long> openBefore(Instant before) {
        Map<String, Long> open = new LinkedHashMap<>();
        database.readOrUnavailable(session -> {
            open.put(
                    "parked",
                    count(
                            session,
                            "select count(distinct activity_id) from delivery where state = 'parked' and activity_id < ?",
                            before));
            open.put(
                    "unrouted",
                    count(session, "select count(*) from activity where status = 'unrouted' and id < ?", before));
            open.put("rejected", count(session, "select count(*) from rejection where id < ?", before));
            return null;
        });
        return open;
    }

    private static long count(Session session, String sql, Instant before) throws SQLException {
        return number(session.prepare(sql).id(lowest(before)));
    }

    private static long number(Parameters query) throws SQLException {
        try (ResultSet row = query.query()) {
            row.next();
            return row.getLong(1);
        }
    }
}
