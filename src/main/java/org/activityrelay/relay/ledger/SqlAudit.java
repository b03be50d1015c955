package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The audit trail in SQL. */
final class SqlAudit implements Audit {

    private static final int MOST = 200;
    private static final String INSERT =
            "insert into audit (id, at, who, action, filter, count, detail) values (?, {now}, ?, ?, ?, ?, ?)";

    private final Database database;
    private final TimeOrderedIds ids;

    SqlAudit(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    @Override
    public String note(Deed deed) {
        return database.writeOrUnavailable(session -> note(session, deed));
    }

    /** The same as a part of the transaction in which it is done. */
    String note(Session session, Deed deed) throws SQLException {
        String id = ids.next();
        session.prepare(INSERT)
                .id(id)
                .text(deed.who())
                .text(deed.action())
                .text(Json.write(deed.filter()))
                .number(deed.count())
                .text(deed.detail())
                .update();
        return id;
    }

    @Override
    public List<Noted> list(String before, int limit) {
        String from = before == null ? TimeOrderedIds.lowest(Long.MAX_VALUE >>> 16) : Text.id(before);
        return from == null ? List.of() : below(from, limit);
    }

    @Override
    public List<Noted> until(Instant time, int limit) {
        return below(TimeOrderedIds.lowest(Math.max(0, time.toEpochMilli()) + 1), limit);
    }

    private List<Noted> below(String from, int limit) {
        return database.readOrUnavailable(session -> {
            List<Noted> noted = new ArrayList<>();
            try (ResultSet row = session.prepare("select id, at, who, action, filter, count, detail from audit"
                            + " where id < ? order by id desc limit ?")
                    .id(from)
                    .number(Math.max(1, Math.min(limit, MOST)))
                    .query()) {
                while (row.next()) {
                    noted.add(noted(row));
                }
            }
            return noted;
        });
    }

    private static Noted noted(ResultSet row) throws SQLException {
        int count = row.getInt("count");
        Integer known = row.wasNull() ? null : count;
        return new Noted(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                new Deed(
                        row.getString("who"),
                        row.getString("action"),
                        Json.tree(row.getString("filter")),
                        known,
                        row.getString("detail")));
    }
}
