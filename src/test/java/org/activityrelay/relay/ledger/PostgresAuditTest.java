package org.activityrelay.relay.ledger;

class PostgresAuditTest extends AuditContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
