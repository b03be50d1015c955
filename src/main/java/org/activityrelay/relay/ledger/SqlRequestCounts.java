package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Counts of requests in SQL: one row per destination and day. */
final class SqlRequestCounts implements RequestCounts {

    private static final long DAY = Duration.ofDays(1).toMillis();

    /** Days for which a count is of any use to somebody who asks what happened. */
    private static final int KEPT = 31;

    private final Database database;

    SqlRequestCounts(Database database) {
        this.database = database;
    }

    @Override
    public Taken take(String destination, int wanted, long budget) {
        return database.writeOrUnavailable(session -> {
            long now = now(session);
            long day = now / DAY;
            begin(session, destination, day);
            long taken = taken(session, destination, day);
            int granted = (int) Math.max(0, Math.min(wanted, budget - taken));
            if (granted > 0) {
                session.prepare("update request_count set taken = taken + ? where destination = ? and day = ?")
                        .number((long) granted)
                        .text(destination)
                        .number(day)
                        .update();
            }
            return new Taken(granted, taken + granted, day, Duration.ofMillis((day + 1) * DAY - now));
        });
    }

    /** The first request of a day finds the rows of long ago, which nobody needs any more. */
    private static void begin(Session session, String destination, long day) throws SQLException {
        int first = session.prepare("insert into request_count (destination, day, taken) values (?, ?, 0)"
                        + " on conflict (destination, day) do nothing")
                .text(destination)
                .number(day)
                .update();
        if (first > 0) {
            session.prepare("delete from request_count where destination = ? and day < ?")
                    .text(destination)
                    .number(day - KEPT)
                    .update();
        }
    }

    private static long taken(Session session, String destination, long day) throws SQLException {
        Parameters query =
                session.prepare("select taken from request_count where destination = ? and day = ? {for update}");
        try (ResultSet row = query.text(destination).number(day).query()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long now(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select {now}").query()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void giveBack(String destination, long day, int unused) {
        database.writeOrUnavailable(session -> session.prepare(
                        "update request_count set taken = taken - ? where destination = ? and day = ? and taken >= ?")
                .number((long) unused)
                .text(destination)
                .number(day)
                .number((long) unused)
                .update());
    }

    @Override
    public Map<String, Long> today() {
        return database.readOrUnavailable(session -> {
            Map<String, Long> counts = new TreeMap<>();
            Parameters query = session.prepare("select destination, taken from request_count where day = ?");
            try (ResultSet row = query.number(now(session) / DAY).query()) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                }
            }
            return counts;
        });
    }
}
