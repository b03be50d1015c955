package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dry-run results in SQL. */
final class SqlDryRuns implements DryRuns {

    private static final String INSERT = """
            insert into dry_run (record_key, number, delivery_id, revision, kept_at, kind, lookup, description)
            select ?, ?, ?, ?, {now}, ?, ?, ?
            where not exists (select 1 from dry_run where record_key = ? and revision > ?)
            """;
    private static final String DELIVERY = """
            select d.id, a.tenant, d.destination, d.record_key, exists (
                select 1 from activity l join delivery n on n.activity_id = l.id
                where l.head_id = a.head_id and n.destination = d.destination and n.part = d.part
                  and n.revision > d.revision and n.mode = 'dry-run' and n.state = 'delivered') as replaced
            from delivery d join activity a on a.id = d.activity_id
            where d.id = ?
            """;

    private final Database database;

    SqlDryRuns(Database database) {
        this.database = database;
    }

    @Override
    public boolean areShared() {
        return !database.isExclusive();
    }

    @Override
    public void keep(Claim claim, List<Request> requests) {
        database.writeUnsyncedOrUnavailable(session -> {
            takeTurns(session, claim);
            replace(session, claim, requests);
            return null;
        });
    }

    /** Two attempts of one delivery, in two processes, replace each other's set and never mix them. */
    private static void takeTurns(Session session, Claim claim) throws SQLException {
        session.prepare("select id from delivery where id = ? {for update}")
                .id(claim.deliveryId())
                .query()
                .close();
    }

    /** An attempt that slept through its lease may come after one of a later revision. */
    private static void replace(Session session, Claim claim, List<Request> requests) throws SQLException {
        session.prepare("delete from dry_run where record_key = ? and revision <= ?")
                .id(claim.recordKey())
                .number(claim.revision())
                .update();
        if (requests.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare(INSERT);
        int number = 0;
        for (Request request : requests) {
            parameters
                    .id(claim.recordKey())
                    .number(++number)
                    .id(claim.deliveryId())
                    .number(claim.revision())
                    .text(request.kind())
                    .flag(request.lookup())
                    .text(Json.write(request.description()))
                    .id(claim.recordKey())
                    .number(claim.revision())
                    .add();
        }
        parameters.runBatch();
    }

    @Override
    public List<Request> requests(String deliveryId) {
        String id = Text.id(deliveryId);
        if (id == null) {
            return List.of();
        }
        return database.readOrUnavailable(session -> {
            List<Request> requests = new ArrayList<>();
            try (ResultSet row = session.prepare(
                            "select kind, lookup, description from dry_run where delivery_id = ? order by number")
                    .id(id)
                    .query()) {
                while (row.next()) {
                    requests.add(new Request(row.getString(1), row.getBoolean(2), Json.tree(row.getString(3))));
                }
            }
            return requests;
        });
    }

    @Override
    public Optional<Delivery> delivery(String deliveryId) {
        String id = Text.id(deliveryId);
        if (id == null) {
            return Optional.empty();
        }
        return database.readOrUnavailable(session -> {
            try (ResultSet row = session.prepare(DELIVERY).id(id).query()) {
                return row.next() ? Optional.of(delivery(row)) : Optional.empty();
            }
        });
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("destination"),
                row.getString("record_key"),
                row.getBoolean("replaced"));
    }
}
