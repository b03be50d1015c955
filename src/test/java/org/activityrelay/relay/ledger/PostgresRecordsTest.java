package org.activityrelay.relay.ledger;

class PostgresRecordsTest extends RecordsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
