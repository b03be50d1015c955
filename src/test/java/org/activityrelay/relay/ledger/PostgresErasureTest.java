package org.activityrelay.relay.ledger;

class PostgresErasureTest extends ErasureContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
