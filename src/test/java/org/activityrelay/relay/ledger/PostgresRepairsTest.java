package org.activityrelay.relay.ledger;

class PostgresRepairsTest extends RepairsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
