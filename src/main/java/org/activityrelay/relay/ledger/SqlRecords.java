package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reading the ledger in SQL. */
final class SqlRecords implements Records {

    private static final int LARGEST_PAGE = 200;
    private static final String ACTIVITY_COLUMNS = """
            select a.id, a.revision, h.latest_revision, c.canonical, %s as original, a.intake, a.principal,
                a.received_at, a.status, a.unrouted_reason, a.unrouted_detail, a.failed_at,
                a.configuration_hash
            from activity a
            join interaction_head h on h.id = a.head_id
            join activity_content c on c.activity_id = a.id
            where a.id in (#)
            """;
    private static final Rows WITH_ORIGINAL = new Rows(ACTIVITY_COLUMNS.formatted("c.original"), "?");
    private static final Rows WITHOUT_ORIGINAL = new Rows(ACTIVITY_COLUMNS.formatted("null"), "?");
    private static final Rows DELIVERIES = new Rows("""
            select id, activity_id, destination, part, arguments, decision, mode, state, attempts, due_at, external_id,
                external_url, reason, detail, progress
            from delivery
            where activity_id in (#)
            order by id
            """, "?");

    private final Database database;
    private final Persons persons;
    private final DestinationTraits traits;
    private final int window;

    /** @param window how many records a page of a search looks at, at most */
    SqlRecords(Database database, Persons persons, DestinationTraits traits, int window) {
        this.database = database;
        this.persons = persons;
        this.traits = traits;
        this.window = window;
    }

    @Override
    public Optional<StoredActivity> find(String activityId) {
        String id = Text.id(activityId);
        if (id == null) {
            return Optional.empty();
        }
        return database.readOrUnavailable(session -> load(session, List.of(id), WITH_ORIGINAL)).stream()
                .findFirst();
    }

    @Override
    public Received received(String tenant) {
        return database.readOrUnavailable(session -> {
            long now = now(session);
            Clause day = since(now - TimeUnit.DAYS.toMillis(1), tenant);
            return new Received(
                    count(session, since(now - TimeUnit.HOURS.toMillis(1), tenant)),
                    count(session, day),
                    last(session, day));
        });
    }

    private static long now(Session session) throws SQLException {
        try (ResultSet row = session.prepare("select {now}").query()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A time is an id. */
    private static Clause since(long millis, String tenant) {
        String lowest = TimeOrderedIds.lowest(Math.max(0, millis));
        Clause since = Clause.of(" from activity a where a.id >= ?", parameters -> parameters.id(lowest));
        return tenant == null
                ? since
                : since.and(Clause.of(" and a.tenant = ?", parameters -> parameters.text(tenant)));
    }

    private static int count(Session session, Clause records) throws SQLException {
        Clause counted = Clause.of("select count(*) from (select 1")
                .and(records)
                .and(" limit " + Deliveries.MOST_COUNTED + ") counted");
        try (ResultSet row = counted.prepare(session).query()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Instant last(Session session, Clause records) throws SQLException {
        Clause newest = Clause.of("select a.id").and(records).and(" order by a.id desc limit 1");
        try (ResultSet row = newest.prepare(session).query()) {
            return row.next() ? Instant.ofEpochMilli(TimeOrderedIds.millis(row.getString(1))) : null;
        }
    }

    @Override
    public Page search(Query query) {
        int limit = Math.max(1, Math.min(query.limit(), LARGEST_PAGE));
        Search search = new Search(query, persons, window);
        return database.readOrUnavailable(session -> {
            Search.Found found = search.run(session, limit);
            return new Page(load(session, found.ids(), WITHOUT_ORIGINAL), found.next());
        });
    }

    @Override
    public Map<String, List<StoredDelivery>> deliveries(Collection<String> activityIds) {
        List<String> ids = activityIds.stream()
                .map(Text::id)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return ids.isEmpty() ? Map.of() : database.readOrUnavailable(session -> deliveries(session, ids));
    }

    /** In the order of the ids; what is gone is left out. */
    private List<StoredActivity> load(Session session, List<String> ids, Rows sql) throws SQLException {
        Map<String, List<StoredDelivery>> deliveries = deliveries(session, ids);
        Map<String, StoredActivity> byId = new HashMap<>();
        for (List<String> some : slices(ids)) {
            try (ResultSet row = session.query(sql, some)) {
                while (row.next()) {
                    String id = row.getString("id");
                    byId.put(id, activity(row, deliveries.getOrDefault(id, List.of())));
                }
            }
        }
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    private static List<List<String>> slices(List<String> ids) {
        List<List<String>> slices = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += Rows.MOST) {
            slices.add(ids.subList(from, Math.min(ids.size(), from + Rows.MOST)));
        }
        return slices;
    }

    private static StoredActivity activity(ResultSet row, List<StoredDelivery> deliveries) throws SQLException {
        return new StoredActivity(
                row.getString("id"),
                row.getInt("revision"),
                row.getInt("latest_revision"),
                Json.object(row.getString("canonical")),
                row.getBytes("original"),
                row.getString("intake"),
                row.getString("principal"),
                Instant.ofEpochMilli(row.getLong("received_at")),
                Words.status(row.getString("status")),
                row.getString("unrouted_reason"),
                row.getString("unrouted_detail"),
                Json.decision(row.getString("failed_at")),
                row.getString("configuration_hash"),
                deliveries);
    }

    private Map<String, List<StoredDelivery>> deliveries(Session session, List<String> ids) throws SQLException {
        Map<String, List<StoredDelivery>> byActivity = new HashMap<>();
        for (List<String> some : slices(List.copyOf(new LinkedHashSet<>(ids)))) {
            try (ResultSet row = session.query(DELIVERIES, some)) {
                while (row.next()) {
                    byActivity
                            .computeIfAbsent(row.getString("activity_id"), id -> new ArrayList<>())
                            .add(delivery(row));
                }
            }
        }
        return byActivity;
    }

    private StoredDelivery delivery(ResultSet row) throws SQLException {
        String destination = row.getString("destination");
        DeliveryState state = Words.state(row.getString("state"));
        return new StoredDelivery(
                row.getString("id"),
                destination,
                row.getString("part"),
                Json.arguments(row.getString("arguments")),
                Json.decision(row.getString("decision")),
                Words.mode(row.getString("mode")),
                state,
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("due_at")),
                row.getString("external_id"),
                row.getString("external_url"),
                WaitingFor.reason(traits, state, destination, row.getString("reason")),
                row.getString("detail"),
                Json.tree(row.getString("progress")));
    }
}
