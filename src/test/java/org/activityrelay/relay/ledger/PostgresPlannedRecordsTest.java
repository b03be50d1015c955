package org.activityrelay.relay.ledger;

class PostgresPlannedRecordsTest extends PlannedRecordsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
