package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.Audit.Deed;

/** The states of destinations in SQL. */
final class SqlDestinationStates implements DestinationStates {

    /** A pause without end. */
    private static final long FOREVER = Long.MAX_VALUE;

    /** Trouble is remembered below a rest: it still needs its probe. */
    private static final String HOLD = """
            insert into destination (name, paused_at, paused_until, pause_reason, pause_kind, changed_at)
            values (?, {now}, {now} + ?, ?, ?, {now})
            on conflict (name) do update set
                paused_at = case when destination.pause_kind = 'trouble' then destination.paused_at
                    else excluded.paused_at end,
                paused_until = excluded.paused_until,
                pause_reason = excluded.pause_reason,
                pause_kind = case when destination.pause_kind = 'trouble' then 'trouble'
                    else excluded.pause_kind end,
                paused_by = null, probe_owner = null, probe_until = null, changed_at = excluded.changed_at
            where destination.paused_until is null or destination.paused_until < excluded.paused_until
            """;

    private static final String PAUSE = """
            insert into destination (name, paused_at, paused_until, pause_reason, pause_kind, paused_by, changed_at)
            values (?, {now}, ?, ?, 'hand', ?, {now})
            on conflict (name) do update set
                paused_at = excluded.paused_at, paused_until = excluded.paused_until,
                pause_reason = excluded.pause_reason, pause_kind = excluded.pause_kind,
                paused_by = excluded.paused_by, probe_owner = null, probe_until = null,
                changed_at = excluded.changed_at
            """;

    private static final String END = """
            update destination set paused_at = null, paused_until = null, pause_reason = null, pause_kind = null,
                paused_by = null, probe_owner = null, probe_until = null, changed_at = {now}
            where name = ? and paused_until is not null
            """;

    private static final String TELL = """
            insert into attempt_tally (destination, process, ended, failed, told_at) values (?, ?, ?, ?, {now})
            on conflict (destination, process) do update set
                ended = excluded.ended, failed = excluded.failed, told_at = excluded.told_at
            """;
    private static final String FORGET = "delete from attempt_tally where destination = ?";

    private static final String LIST = """
            select name, paused_at, paused_until, pause_reason, pause_kind, paused_by, {now} as now_at
            from destination
            where paused_until is not null and (pause_kind = 'trouble' or paused_until > {now})
            """;

    private final Database database;
    private final SqlAudit audit;
    private final ClockSteps clock;
    private final DueSignal changes = new DueSignal();

    SqlDestinationStates(Database database, SqlAudit audit) {
        this.database = database;
        this.audit = audit;
        clock = new ClockSteps(database, System::nanoTime);
    }

    @Override
    public void followClock(Duration lease) {
        clock.follow(lease, this::awaited);
    }

    @Override
    public void onChange(Runnable listener) {
        changes.add(any -> listener.run());
    }

    @Override
    public void hold(String destination, Kind kind, String reason, Duration length) {
        database.writeOrUnavailable(session -> {
            if (kind == Kind.TROUBLE) {
                forget(session, destination);
            }
            return session.prepare(HOLD)
                    .text(destination)
                    .number(length.toMillis())
                    .text(reason)
                    .text(kind.word())
                    .update();
        });
    }

    /** What led to a pause, or came before its end, is not to begin the next one. */
    private static void forget(Session session, String destination) throws SQLException {
        session.prepare(FORGET).text(destination).update();
    }

    @Override
    public Map<String, Tally> share(String owner, Map<String, Tally> told, Duration window) {
        if (database.isExclusive()) {
            return Map.of();
        }
        if (!told.isEmpty()) {
            database.writeOrUnavailable(session -> tell(session, owner, new TreeMap<>(told), window));
        }
        return database.readOrUnavailable(session -> others(session, owner, window));
    }

    private static int tell(Session session, String owner, Map<String, Tally> told, Duration window)
            throws SQLException {
        // Of processes that have ended.
        session.prepare("delete from attempt_tally where told_at < {now} - ?")
                .number(window.toMillis())
                .update();
        Parameters parameters = session.prepare(TELL);
        for (Map.Entry<String, Tally> one : told.entrySet()) {
            parameters
                    .text(one.getKey())
                    .text(owner)
                    .number((long) one.getValue().ended())
                    .number((long) one.getValue().failed())
                    .add();
        }
        return parameters.runBatch().length;
    }

    private static Map<String, Tally> others(Session session, String owner, Duration window) throws SQLException {
        Map<String, Tally> others = new HashMap<>();
        Parameters query = session.prepare("select destination, ended, failed from attempt_tally"
                + " where process <> ? and told_at between {now} - ? and {now}");
        try (ResultSet row = query.text(owner).number(window.toMillis()).query()) {
            while (row.next()) {
                others.merge(row.getString(1), new Tally(row.getInt(2), row.getInt(3)), Tally::plus);
            }
        }
        return others;
    }

    @Override
    public void pause(String destination, String reason, String who) {
        database.writeOrUnavailable(session -> {
            session.prepare(PAUSE)
                    .text(destination)
                    .number(FOREVER)
                    .text(reason)
                    .text(who)
                    .update();
            return note(session, destination, "pause", reason, who);
        });
        changes.raise();
    }

    @Override
    public boolean resume(String destination, String who) {
        boolean resumed = database.writeOrUnavailable(session -> {
            boolean ended = session.prepare(END).text(destination).update() > 0;
            if (ended) {
                forget(session, destination);
                note(session, destination, "resume", null, who);
            }
            return ended;
        });
        changes.raise();
        return resumed;
    }

    private String note(Session session, String destination, String action, String detail, String who)
            throws SQLException {
        return audit.note(
                session,
                new Deed(who, action, Json.tree(Json.write(Map.of("destination", destination))), null, detail));
    }

    @Override
    public void recovered(String destination) {
        end(destination, END + " and pause_kind = 'trouble' and paused_until <= {now}");
    }

    @Override
    public void corrected(String destination) {
        end(destination, END + " and pause_kind = 'trouble'");
    }

    private void end(String destination, String sql) {
        database.writeOrUnavailable(session -> {
            forget(session, destination);
            return session.prepare(sql).text(destination).update();
        });
    }

    @Override
    public List<Pause> pauses() {
        return database.readOrUnavailable(session -> pauses(session.prepare(LIST)));
    }

    @Override
    public Optional<Pause> pause(String destination) {
        return database.readOrUnavailable(
                session -> pauses(session.prepare(LIST + " and name = ?").text(destination)).stream()
                        .findFirst());
    }

    private static List<Pause> pauses(Parameters query) throws SQLException {
        List<Pause> pauses = new ArrayList<>();
        try (ResultSet row = query.query()) {
            while (row.next()) {
                pauses.add(pause(row));
            }
        }
        return pauses;
    }

    private static Pause pause(ResultSet row) throws SQLException {
        long until = row.getLong("paused_until");
        boolean endless = until == FOREVER;
        return new Pause(
                row.getString("name"),
                Kind.of(row.getString("pause_kind")),
                row.getString("pause_reason"),
                row.getString("paused_by"),
                Instant.ofEpochMilli(row.getLong("paused_at")),
                endless ? null : Instant.ofEpochMilli(until),
                endless ? null : Duration.ofMillis(until - row.getLong("now_at")));
    }

    @Override
    public boolean probe(String destination, String owner, Duration lease) {
        return database.writeOrUnavailable(session -> session.prepare("""
                        update destination set probe_owner = ?, probe_until = {now} + ?
                        where name = ? and pause_kind = 'trouble' and paused_until <= {now}
                          and (probe_owner is null or probe_owner = ? or probe_until <= {now}
                            or probe_until > {now} + ?)
                        """)
                        .text(owner)
                        .number(lease.toMillis())
                        .text(destination)
                        .text(owner)
                        .number(lease.toMillis())
                        .update()
                > 0);
    }

    @Override
    public void endProbe(String destination, String owner) {
        database.writeOrUnavailable(session -> session.prepare(
                        "update destination set probe_owner = null, probe_until = null where name = ? and probe_owner = ?")
                .text(destination)
                .text(owner)
                .update());
    }

    @Override
    public int reserve(String destination, int wanted, Duration interval, Duration burst) {
        return database.writeOrUnavailable(session -> {
            session.prepare(
                            "insert into destination (name, changed_at) values (?, {now}) on conflict (name) do nothing")
                    .text(destination)
                    .update();
            Parameters slot = session.prepare("select coalesce(next_slot_at, 0) as next, {now} as now_at"
                    + " from destination where name = ? {for update}");
            try (ResultSet row = slot.text(destination).query()) {
                row.next();
                long now = row.getLong("now_at") * 1_000;
                // Never later than one interval from now, unless the clock was set back: then it begins anew.
                long kept = Math.min(row.getLong("next"), now + micros(interval));
                long next = Math.max(kept, now - micros(burst));
                long free = now < next ? 0 : 1 + (now - next) / micros(interval);
                int granted = (int) Math.min(wanted, free);
                moveSlot(session, destination, next + granted * micros(interval));
                return granted;
            }
        });
    }

    private static void moveSlot(Session session, String destination, long next) throws SQLException {
        session.prepare("update destination set next_slot_at = ? where name = ?")
                .number(next)
                .text(destination)
                .update();
    }

    @Override
    public void giveBack(String destination, int unused, Duration interval) {
        database.writeOrUnavailable(
                session -> session.prepare("update destination set next_slot_at = next_slot_at - ? where name = ?")
                        .number(unused * micros(interval))
                        .text(destination)
                        .update());
    }

    private static long micros(Duration duration) {
        return Math.max(1, duration.toNanos() / 1_000);
    }

    @Override
    public Backlog backlog(String destination) {
        return database.readOrUnavailable(session -> new Backlog(
                count(session, destination, "{open}"),
                oldest(session, destination),
                count(session, destination, "state = 'parked'")));
    }

    /** Each condition is that of a partial index. */
    private static int count(Session session, String destination, String condition) throws SQLException {
        Parameters query = session.prepare("select count(*) from (select 1 from delivery where destination = ? and "
                + condition + " limit " + MOST_COUNTED + ") counted");
        try (ResultSet row = query.text(destination).query()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Instant oldest(Session session, String destination) throws SQLException {
        Parameters query = session.prepare(
                "select id from delivery where destination = ? and {open} order by destination, id limit 1");
        try (ResultSet row = query.text(destination).query()) {
            return row.next() ? Instant.ofEpochMilli(TimeOrderedIds.millis(row.getString(1))) : null;
        }
    }

    /** From name to name in the index: as many look-ups as there are names. */
    @Override
    public Set<String> awaited() {
        return database.readOrUnavailable(SqlDestinationStates::awaited);
    }

    static Set<String> awaited(Session session) throws SQLException {
        Set<String> names = new LinkedHashSet<>();
        String last = "";
        while (last != null) {
            last = nextAwaited(session, last);
            if (last != null) {
                names.add(last);
            }
        }
        return names;
    }

    private static String nextAwaited(Session session, String after) throws SQLException {
        Parameters query = session.prepare(
                "select destination from delivery where destination > ? and {open} order by destination, id limit 1");
        try (ResultSet row = query.text(after).query()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
