package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Erasing in SQL. Heads are locked before deliveries, as everywhere. */
final class SqlErasures implements Erasures {

    private static final Rows HEADS = new Rows("""
            select id, interaction_key, tenant, kind, agent_key, latest_revision from interaction_head
            where id in (#) order by id {for update}
            """, "?");
    private static final Rows REVISIONS =
            new Rows("select head_id, id, interaction_id from activity where head_id in (#) order by id", "?");
    private static final Rows DELIVERIES = new Rows("""
            select d.id, d.activity_id, d.destination, d.part, d.record_key, d.mode, d.state, d.ambiguous,
                coalesce(d.external_id, w.external_id) as external_id, d.external_url,
                case when w.request is not null or w.held is not null then 1 else 0 end as written,
                case when w.held is not null then 1 else 0 end as confirmed
            from activity a join delivery d on d.activity_id = a.id
                left join write_log w on w.delivery_id = d.id
            where a.head_id in (#)
            order by d.id {for update of d}
            """, "?");
    private static final int REJECTIONS_AT_ONCE = 50;

    private final Database database;
    private final Persons persons;
    private final PersonHash hash;
    private final Tombstones tombstones;
    private final SqlAudit audit;
    private final DueSignal due;

    SqlErasures(
            Database database, Persons persons, PersonHash hash, Tombstones tombstones, SqlAudit audit, DueSignal due) {
        this.database = database;
        this.persons = persons;
        this.hash = hash;
        this.tombstones = tombstones;
        this.audit = audit;
        this.due = due;
    }

    @Override
    public String reference(Subject subject) {
        byte[] reference =
                switch (subject.kind()) {
                    case "phone" -> hash.person(subject.phone());
                    case "email" -> hash.person(subject.email());
                    default -> hash.person("interaction:" + InteractionKey.fold(subject.interactionId()));
                };
        return HexFormat.of().formatHex(reference);
    }

    @Override
    public List<String> find(Subject subject) {
        Clause found = subject.interactionId() == null ? person(subject) : interaction(subject.interactionId());
        if (found == null) {
            return List.of();
        }
        Clause sql = subject.tenant() == null
                ? found
                : found.and(Clause.of(" and tenant = ?", parameters -> parameters.text(subject.tenant())));
        return database.readOrUnavailable(session -> {
            List<String> ids = new ArrayList<>();
            try (ResultSet row = sql.and(" order by 1").prepare(session).query()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids;
        });
    }

    private static Clause interaction(String interactionId) {
        return Clause.of(
                "select id from interaction_head where interaction_key = ?",
                parameters -> parameters.text(InteractionKey.fold(interactionId)));
    }

    private Clause person(Subject subject) {
        List<byte[]> hashes =
                subject.phone() == null ? persons.email(subject.email()) : persons.phone(null, subject.phone());
        if (hashes.isEmpty()) {
            return null;
        }
        return new Clause(
                "select distinct head_id from activity where id {among select activity_id from person where hash in ("
                        + String.join(", ", Collections.nCopies(hashes.size(), "?")) + ")}",
                hashes.stream()
                        .map(one -> (Clause.Binding) parameters -> parameters.bytes(one))
                        .toList());
    }

    /** A head with what makes its tombstone. */
    private record Locked(String id, InteractionKey key, int revision) {}

    @Override
    public Held look(List<String> interactions) {
        return interactions.isEmpty()
                ? new Held(List.of(), List.of(), List.of())
                : database.writeOrUnavailable(session -> held(session, heads(session, interactions), List.of()));
    }

    @Override
    public Held hold(List<String> interactions) {
        if (interactions.isEmpty()) {
            return look(interactions);
        }
        return database.writeOrUnavailable(session -> {
            List<Locked> heads = heads(session, interactions);
            List<String> waiting = deliveries(session, heads).stream()
                    .filter(sent -> sent.state() == DeliveryState.PENDING)
                    .map(Sent::id)
                    .toList();
            change(
                    session,
                    "update delivery set state = 'cancelled', final_at = {now} where id = ? and state = 'pending'",
                    waiting);
            return held(session, heads, waiting);
        });
    }

    @Override
    public void release(Collection<String> cancelled) {
        if (cancelled.isEmpty()) {
            return;
        }
        List<String> sorted = cancelled.stream().sorted().toList();
        database.writeOrUnavailable(session -> {
            change(
                    session,
                    "update delivery set state = case when overtaken = true then 'superseded' else 'pending' end,"
                            + " final_at = null where id = ? and state = 'cancelled'",
                    sorted);
            return null;
        });
        due.raise();
    }

    private static void change(Session session, String sql, List<String> ids) throws SQLException {
        Parameters parameters = session.prepare(sql);
        for (String id : ids) {
            parameters.id(id).add();
        }
        if (!ids.isEmpty()) {
            parameters.runBatch();
        }
    }

    private static List<Locked> heads(Session session, List<String> ids) throws SQLException {
        List<Locked> heads = new ArrayList<>();
        try (ResultSet row = session.query(HEADS, ids)) {
            while (row.next()) {
                heads.add(new Locked(
                        row.getString("id"),
                        new InteractionKey(
                                row.getString("interaction_key"),
                                row.getString("tenant"),
                                row.getString("kind"),
                                row.getString("agent_key")),
                        row.getInt("latest_revision")));
            }
        }
        return heads;
    }

    private static Held held(Session session, List<Locked> heads, List<String> cancelled) throws SQLException {
        if (heads.isEmpty()) {
            return new Held(List.of(), List.of(), List.of());
        }
        Map<String, List<String>> revisions = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        try (ResultSet row = session.query(REVISIONS, ids(heads))) {
            while (row.next()) {
                revisions
                        .computeIfAbsent(row.getString(1), head -> new ArrayList<>())
                        .add(row.getString(2));
                names.putIfAbsent(row.getString(1), row.getString(3));
            }
        }
        List<Interaction> interactions = heads.stream()
                .map(head -> new Interaction(
                        head.id(),
                        head.key().tenant(),
                        head.key().kind(),
                        names.getOrDefault(head.id(), head.key().interaction()),
                        head.revision(),
                        revisions.getOrDefault(head.id(), List.of())))
                .toList();
        return new Held(interactions, deliveries(session, heads), cancelled);
    }

    private static List<String> ids(List<Locked> heads) {
        return heads.stream().map(Locked::id).toList();
    }

    private static List<Sent> deliveries(Session session, List<Locked> heads) throws SQLException {
        List<Sent> deliveries = new ArrayList<>();
        if (heads.isEmpty()) {
            return deliveries;
        }
        try (ResultSet row = session.query(DELIVERIES, ids(heads))) {
            while (row.next()) {
                deliveries.add(new Sent(
                        row.getString("id"),
                        row.getString("activity_id"),
                        row.getString("destination"),
                        row.getString("part"),
                        row.getString("record_key"),
                        Words.mode(row.getString("mode")),
                        Words.state(row.getString("state")),
                        row.getBoolean("ambiguous"),
                        row.getString("external_id"),
                        row.getString("external_url"),
                        row.getInt("written") == 1,
                        row.getInt("confirmed") == 1));
            }
        }
        return deliveries;
    }

    @Override
    public Map<String, Integer> count(Held held) {
        List<String> ids = held.interactions().stream().map(Interaction::id).toList();
        return ids.isEmpty() ? Map.of() : database.readOrUnavailable(session -> Interactions.count(session, ids));
    }

    @Override
    public Optional<Map<String, Integer>> erase(Held held, Audit.Deed deed) {
        List<String> ids = held.interactions().stream().map(Interaction::id).toList();
        if (ids.isEmpty()) {
            return Optional.of(Map.of());
        }
        try {
            return database.erase(session -> erase(session, held, ids, deed));
        } catch (SQLException e) {
            throw Database.unavailable(e);
        }
    }

    private Optional<Map<String, Integer>> erase(Session session, Held held, List<String> ids, Audit.Deed deed)
            throws SQLException {
        List<Locked> heads = heads(session, ids);
        if (!isStillSo(session, held, heads)) {
            return Optional.empty();
        }
        tombstones.put(session, heads.stream().map(Locked::key).toList());
        Map<String, Integer> gone = Interactions.delete(session, ids);
        audit.note(session, deed);
        return Optional.of(gone);
    }

    private static boolean isStillSo(Session session, Held held, List<Locked> heads) throws SQLException {
        Map<String, Integer> revisions =
                held.interactions().stream().collect(Collectors.toMap(Interaction::id, Interaction::revision));
        boolean same = heads.stream().allMatch(head -> revisions.get(head.id()) == head.revision());
        Set<String> known = held.deliveries().stream().map(Sent::id).collect(Collectors.toSet());
        return same
                && deliveries(session, heads).stream()
                        .allMatch(sent -> sent.state().isFinal() && known.contains(sent.id()));
    }

    @Override
    public Map<String, WriteLog.Entry> written(String activityId) {
        return database.readOrUnavailable(session -> {
            Map<String, WriteLog.Entry> written = new HashMap<>();
            try (ResultSet row = session.prepare("""
                            select w.delivery_id, w.revision, w.request, w.held, w.external_id
                            from delivery d join write_log w on w.delivery_id = d.id
                            where d.activity_id = ?
                            """).id(activityId).query()) {
                while (row.next()) {
                    written.put(
                            row.getString(1),
                            new WriteLog.Entry(
                                    row.getInt(2),
                                    Json.tree(row.getString(3)),
                                    Json.tree(row.getString(4)),
                                    row.getString(5)));
                }
            }
            return written;
        });
    }

    @Override
    public List<Attempt> attempts(String activityId) {
        return database.readOrUnavailable(session -> {
            List<Attempt> attempts = new ArrayList<>();
            try (ResultSet row = session.prepare("""
                            select t.delivery_id, t.number, t.started_at, t.outcome, t.reason, t.status_code, t.detail
                            from delivery d join attempt t on t.delivery_id = d.id
                            where d.activity_id = ?
                            order by t.delivery_id, t.number
                            """).id(activityId).query()) {
                while (row.next()) {
                    int code = row.getInt(6);
                    Integer status = row.wasNull() ? null : code;
                    attempts.add(new Attempt(
                            row.getString(1),
                            row.getInt(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getString(4),
                            row.getString(5),
                            status,
                            row.getString(7)));
                }
            }
            return attempts;
        });
    }

    @Override
    public List<String> rejections(Predicate<byte[]> holds, Collection<String> correctedAs, boolean onlyCount) {
        Set<String> activities = new HashSet<>(correctedAs);
        List<String> found = new ArrayList<>();
        String after = TimeOrderedIds.lowest(0);
        while (after != null) {
            String from = after;
            after = database.readOrUnavailable(session -> search(session, from, holds, activities, found));
        }
        if (!onlyCount) {
            // Also if there are none: a log that could not be emptied before is emptied now.
            try {
                database.erase(session -> {
                    change(session, "delete from rejection where id = ?", found);
                    return null;
                });
            } catch (SQLException e) {
                throw Database.unavailable(e);
            }
        }
        return found;
    }

    /** One page; answers where the next one begins, or null. */
    private static String search(
            Session session, String after, Predicate<byte[]> holds, Set<String> activities, List<String> found)
            throws SQLException {
        String last = null;
        int rows = 0;
        try (ResultSet row = session.prepare(
                        "select id, body, activity_id from rejection where id > ? order by id limit ?")
                .id(after)
                .number(REJECTIONS_AT_ONCE)
                .query()) {
            while (row.next()) {
                last = row.getString(1);
                rows++;
                byte[] body = row.getBytes(2);
                if (activities.contains(row.getString(3)) || body != null && holds.test(body)) {
                    found.add(last);
                }
            }
        }
        return rows < REJECTIONS_AT_ONCE ? null : last;
    }
}
