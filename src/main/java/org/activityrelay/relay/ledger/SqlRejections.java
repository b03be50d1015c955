package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Refused bodies in SQL. */
final class SqlRejections implements Rejections {

    private static final int MOST = 200;
    private static final String COLUMNS =
            "id, received_at, tenant, intake, source, principal, content_type, problems, activity_id";

    private final Database database;
    private final AcceptWriter writer;
    private final TimeOrderedIds ids;
    private final Clock clock;

    SqlRejections(Database database, AcceptWriter writer, TimeOrderedIds ids, Clock clock) {
        this.database = database;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public String keep(Rejection rejection) {
        RejectionRow row = new RejectionRow(ids.next(), rejection, Json.write(rejection.problems()));
        try {
            return writer.keep(row).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerUnavailableException unavailable) {
                throw unavailable;
            }
            throw Database.unavailable(e.getCause());
        }
    }

    @Override
    public Optional<Kept> find(String asSent) {
        String id = Text.id(asSent);
        if (id == null) {
            return Optional.empty();
        }
        return database.readOrUnavailable(session -> {
            try (ResultSet row = session.prepare("select " + COLUMNS + ", body from rejection where id = ?")
                    .id(id)
                    .query()) {
                return row.next() ? Optional.of(kept(row)) : Optional.empty();
            }
        });
    }

    @Override
    public List<Kept> list(String before, int limit) {
        String from = before == null ? TimeOrderedIds.lowest(Long.MAX_VALUE >>> 16) : Text.id(before);
        if (from == null) {
            return List.of();
        }
        return database.readOrUnavailable(session -> {
            Parameters parameters = session.prepare("select " + COLUMNS
                    + ", case when activity_id is null then body end as body"
                    + " from rejection where id < ? order by id desc limit ?");
            List<Kept> kept = new ArrayList<>();
            try (ResultSet row = parameters
                    .id(from)
                    .number(Math.max(1, Math.min(limit, MOST)))
                    .query()) {
                while (row.next()) {
                    kept.add(kept(row));
                }
            }
            return kept;
        });
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Rejection rejection = new Rejection(
                row.getString("tenant"),
                row.getString("intake"),
                row.getString("source"),
                row.getString("principal"),
                row.getString("content_type"),
                row.getBytes("body"),
                Json.tree(row.getString("problems")));
        return new Kept(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("received_at")),
                rejection,
                row.getString("activity_id"));
    }

    @Override
    public void corrected(String id, String activityId) {
        String known = Text.id(id);
        String activity = Text.id(activityId);
        if (known == null || activity == null) {
            return;
        }
        database.writeOrUnavailable(
                session -> session.prepare("update rejection set activity_id = ?, corrected_at = ? where id = ?")
                        .id(activity)
                        .number(clock.millis())
                        .id(known)
                        .update());
    }
}
