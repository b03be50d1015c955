package org.activityrelay.relay.ledger;

class PostgresWriteLogTest extends WriteLogContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
