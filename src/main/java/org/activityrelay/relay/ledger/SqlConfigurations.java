package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The configurations in SQL. */
final class SqlConfigurations implements Configurations {

    private static final int MOST = 200;

    private static final String KEEP = """
            insert into configuration (hash, made_at, good_at, content) values (?, {now}, {now}, ?)
            on conflict (hash) do update set good_at = excluded.good_at
            """;
    private static final String LAST_GOOD = """
            select hash, content from configuration where good_at is not null order by good_at desc, hash limit 1
            """;
    private static final String NOTE = """
            insert into configuration_event (id, at, process, event, hash, running, findings)
            values (?, {now}, ?, ?, ?, ?, ?)
            """;
    private static final String FORGET_EVENTS = "delete from configuration_event where at < {now} - ?";
    private static final String FORGET_CONTENT = """
            delete from configuration where good_at < {now} - ?
            and not exists (select 1 from configuration_event e where e.hash = configuration.hash)
            and not exists (select 1 from configuration_process p where p.running = configuration.hash)
            and exists (select 1 from configuration later where later.good_at > configuration.good_at)
            """;
    private static final String EVENTS = """
            select id, at, process, event, hash, running, findings from configuration_event
            where id < ? order by id desc limit ?
            """;
    private static final String SEEN = """
            insert into configuration_process (process, running, since, seen_at, refused, findings)
            values (?, ?, ?, {now}, ?, ?)
            on conflict (process) do update set running = excluded.running, since = excluded.since,
                seen_at = excluded.seen_at, refused = excluded.refused, findings = excluded.findings
            """;
    private static final String GONE = "delete from configuration_process where seen_at < {now} - ?";
    private static final String PROCESSES = """
            select process, running, since, seen_at, refused, findings from configuration_process order by process
            """;

    private final Database database;
    private final TimeOrderedIds ids;

    SqlConfigurations(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    @Override
    public void keep(String hash, byte[] content) {
        database.writeOrUnavailable(
                session -> session.prepare(KEEP).text(hash).bytes(content).update());
    }

    @Override
    public Optional<Kept> lastGood() {
        return database.readOrUnavailable(session -> {
            try (ResultSet row = session.prepare(LAST_GOOD).query()) {
                return row.next() ? Optional.of(kept(row)) : Optional.empty();
            }
        });
    }

    @Override
    public Optional<Kept> find(String beginning) {
        return database.readOrUnavailable(session -> {
            // Hashes are written in 0 to 9 and a to f: whatever begins so sorts before the same with a g.
            try (ResultSet row = session.prepare(
                            "select hash, content from configuration where hash >= ? and hash < ? limit 2")
                    .text(beginning)
                    .text(beginning + "g")
                    .query()) {
                Optional<Kept> found = row.next() ? Optional.of(kept(row)) : Optional.empty();
                return row.next() ? Optional.empty() : found;
            }
        });
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(row.getString("hash"), row.getBytes("content"));
    }

    @Override
    public void note(Event event) {
        database.writeOrUnavailable(session -> {
            session.prepare(NOTE)
                    .id(ids.next())
                    .text(event.process())
                    .text(event.kind().word())
                    .text(event.hash())
                    .text(event.running())
                    .text(Json.write(event.findings()))
                    .update();
            session.prepare(FORGET_EVENTS).number(KEPT.toMillis()).update();
            return session.prepare(FORGET_CONTENT).number(KEPT.toMillis()).update();
        });
    }

    @Override
    public List<Noted> events(String before, int limit) {
        String from = before == null ? TimeOrderedIds.lowest(Long.MAX_VALUE >>> 16) : Text.id(before);
        if (from == null) {
            return List.of();
        }
        return database.readOrUnavailable(session -> {
            List<Noted> events = new ArrayList<>();
            try (ResultSet row = session.prepare(EVENTS)
                    .id(from)
                    .number(Math.max(1, Math.min(limit, MOST)))
                    .query()) {
                while (row.next()) {
                    events.add(event(row));
                }
            }
            return events;
        });
    }

    private static Noted event(ResultSet row) throws SQLException {
        return new Noted(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                new Event(
                        row.getString("process"),
                        Kind.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                        row.getString("hash"),
                        row.getString("running"),
                        Json.tree(row.getString("findings"))));
    }

    @Override
    public void seen(Running running, Duration gone) {
        database.writeOrUnavailable(session -> {
            session.prepare(SEEN)
                    .text(running.process())
                    .text(running.hash())
                    .number(running.since().toEpochMilli())
                    .text(running.refused())
                    .text(Json.write(running.findings()))
                    .update();
            return session.prepare(GONE).number(gone.toMillis()).update();
        });
    }

    @Override
    public void left(String process) {
        database.writeOrUnavailable(session -> session.prepare("delete from configuration_process where process = ?")
                .text(process)
                .update());
    }

    @Override
    public List<Seen> processes() {
        return database.readOrUnavailable(session -> {
            List<Seen> processes = new ArrayList<>();
            try (ResultSet row = session.prepare(PROCESSES).query()) {
                while (row.next()) {
                    processes.add(process(row));
                }
            }
            return processes;
        });
    }

    private static Seen process(ResultSet row) throws SQLException {
        return new Seen(
                new Running(
                        row.getString("process"),
                        row.getString("running"),
                        Instant.ofEpochMilli(row.getLong("since")),
                        row.getString("refused"),
                        Json.tree(row.getString("findings"))),
                Instant.ofEpochMilli(row.getLong("seen_at")));
    }
}
