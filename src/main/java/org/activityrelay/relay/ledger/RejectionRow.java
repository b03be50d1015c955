package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.util.List;

/** A refused body about to be kept. */
record RejectionRow(String id, Rejection rejection, String problems) {

    long size() {
        return rejection.body() == null ? 0 : rejection.body().length;
    }

    static void insert(Session session, List<RejectionRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Parameters parameters = session.prepare("""
                insert into rejection (id, received_at, tenant, intake, source, principal, content_type, body, problems)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        for (RejectionRow row : rows) {
            Rejection rejection = row.rejection();
            parameters
                    .id(row.id())
                    .number(TimeOrderedIds.millis(row.id()))
                    .text(rejection.tenant())
                    .text(rejection.intake())
                    .text(rejection.source())
                    .text(rejection.principal())
                    .text(rejection.contentType())
                    .bytes(rejection.body())
                    .text(row.problems())
                    .add();
        }
        parameters.runBatch();
    }
}
