package org.activityrelay.relay.ledger;

class PostgresRetentionTest extends RetentionContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
