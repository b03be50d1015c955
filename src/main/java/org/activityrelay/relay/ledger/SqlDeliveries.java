package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reading deliveries in SQL. */
final class SqlDeliveries implements Deliveries {

    private static final int LARGEST_PAGE = 200;
    private static final String ONE = DeliverySearch.one(", d.external_id, d.external_url, d.detail, d.cancel_asked\n");

    private final Database database;
    private final DestinationTraits traits;
    private final int window;

    /** @param window how many records a page looks at, at most */
    SqlDeliveries(Database database, DestinationTraits traits, int window) {
        this.database = database;
        this.traits = traits;
        this.window = window;
    }

    @Override
    public Optional<Whole> find(String deliveryId) {
        String id = Text.id(deliveryId);
        return id == null ? Optional.empty() : database.readOrUnavailable(session -> find(session, id));
    }

    private Optional<Whole> find(Session session, String id) throws SQLException {
        List<Attempt> attempts = attempts(session, id);
        try (ResultSet row = session.prepare(ONE).id(id).query()) {
            return row.next()
                    ? Optional.of(new Whole(
                            DeliverySearch.item(row, traits),
                            row.getString("external_id"),
                            row.getString("external_url"),
                            row.getString("detail"),
                            row.getBoolean("cancel_asked"),
                            attempts))
                    : Optional.empty();
        }
    }

    private static List<Attempt> attempts(Session session, String id) throws SQLException {
        List<Attempt> attempts = new ArrayList<>();
        try (ResultSet row = session.prepare("""
                        select number, mode, started_at, took, outcome, reason, status_code, detail from attempt
                        where delivery_id = ? order by number
                        """).id(id).query()) {
            while (row.next()) {
                attempts.add(attempt(row));
            }
        }
        return attempts;
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        int code = row.getInt("status_code");
        Integer status = row.wasNull() ? null : code;
        return new Attempt(
                row.getInt("number"),
                Words.mode(row.getString("mode")),
                Instant.ofEpochMilli(row.getLong("started_at")),
                row.getLong("took"),
                row.getString("outcome"),
                row.getString("reason"),
                status,
                row.getString("detail"));
    }

    @Override
    public Page list(DeliveryFilter filter, String after, int limit) {
        Position from = after == null ? Position.start(true) : Position.parse(after);
        int rows = Math.max(1, Math.min(limit, LARGEST_PAGE));
        DeliverySearch search = new DeliverySearch(traits, filter, filter.state(), Clause.of(""), true, window);
        DeliverySearch.Step step = database.readOrUnavailable(session -> search.step(session, from, rows));
        return new Page(step.rows(), step.next() == null ? null : step.next().toString());
    }

    @Override
    public Counts counts(String tenant) {
        return database.readOrUnavailable(session -> new Counts(
                count(session, "activity a where a.status = 'unrouted'", tenant),
                count(
                        session,
                        "delivery d cross join activity a where a.id = d.activity_id and d.state = 'parked'"
                                + " and d.state in ('parked', 'superseded', 'cancelled')",
                        tenant),
                count(
                        session,
                        "delivery d cross join activity a where a.id = d.activity_id and d.state = 'in_flight'",
                        tenant)));
    }

    private static int count(Session session, String from, String tenant) throws SQLException {
        Clause rows = Clause.of("select count(*) from (select 1 from " + from);
        if (tenant != null) {
            rows = rows.and(Clause.of(" and a.tenant = ?", parameters -> parameters.text(tenant)));
        }
        try (ResultSet row = rows.and(" limit " + MOST_COUNTED + ") counted")
                .prepare(session)
                .query()) {
            row.next();
            return row.getInt(1);
        }
    }
}
