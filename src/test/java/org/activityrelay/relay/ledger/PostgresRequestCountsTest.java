package org.activityrelay.relay.ledger;

class PostgresRequestCountsTest extends RequestCountsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
