package org.activityrelay.relay.ledger;

import java.sql.ResultSet;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Whether the ledger's database answers. */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

    private final Database database;

    LedgerHealthIndicator(Database database) {
        super("The ledger's database does not answer");
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws Exception {
        database.read(session -> {
            try (ResultSet row = session.prepare("select {now}").query()) {
                return row.next();
            }
        });
        health.up();
    }
}
