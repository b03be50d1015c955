package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The write log in SQL. */
final class SqlWriteLog implements WriteLog {

    private static final String OF = "select revision, request, held, external_id from write_log where delivery_id = ?";

    private static final String BEFORE = """
            select revision, request, held, external_id from write_log
            where record_key = ? and delivery_id <> ? and (request is not null or held is not null)
            order by revision desc limit 1
            """;

    private static final String BEGIN = """
            insert into write_log (delivery_id, record_key, revision, request, changed_at) values (?, ?, ?, ?, {now})
            on conflict (delivery_id) do update set request = excluded.request, changed_at = excluded.changed_at
            """;

    private static final String CONFIRM = """
            insert into write_log (delivery_id, record_key, revision, held, external_id, changed_at)
            values (?, ?, ?, ?, ?, {now})
            on conflict (delivery_id) do update set request = null, held = excluded.held,
                external_id = coalesce(excluded.external_id, write_log.external_id), changed_at = excluded.changed_at
            """;

    private final Database database;

    /** Takes one of the connections that write at a time, so that accepting and claiming need not wait for others. */
    private final ReentrantLock turn = new ReentrantLock();

    SqlWriteLog(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Entry> of(String deliveryId) {
        return database.readOrUnavailable(
                session -> first(session.prepare(OF).id(deliveryId).query()));
    }

    @Override
    public Optional<Entry> before(Claim claim) {
        return database.readOrUnavailable(session -> first(session.prepare(BEFORE)
                .id(claim.recordKey())
                .id(claim.deliveryId())
                .query()));
    }

    private static Optional<Entry> first(ResultSet row) throws SQLException {
        try (row) {
            return row.next()
                    ? Optional.of(new Entry(
                            row.getInt(1), Json.tree(row.getString(2)), Json.tree(row.getString(3)), row.getString(4)))
                    : Optional.empty();
        }
    }

    @Override
    public void begin(Claim claim, JsonNode request) {
        write(session -> session.prepare(BEGIN)
                .id(claim.deliveryId())
                .id(claim.recordKey())
                .number(claim.revision())
                .text(Json.write(request))
                .update());
    }

    @Override
    public void confirm(Claim claim, JsonNode held, String externalId) {
        write(session -> session.prepare(CONFIRM)
                .id(claim.deliveryId())
                .id(claim.recordKey())
                .number(claim.revision())
                .text(Json.write(held))
                .text(externalId)
                .update());
    }

    @Override
    public void refuse(Claim claim) {
        write(session -> session.prepare("delete from write_log where delivery_id = ? and held is null")
                        .id(claim.deliveryId())
                        .update()
                + session.prepare("update write_log set request = null, changed_at = {now} where delivery_id = ?")
                        .id(claim.deliveryId())
                        .update());
    }

    private void write(Database.Work<Integer> work) {
        turn.lock();
        try {
            database.writeOrUnavailable(work);
        } finally {
            turn.unlock();
        }
    }
}
