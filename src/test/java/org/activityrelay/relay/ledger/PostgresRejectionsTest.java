package org.activityrelay.relay.ledger;

class PostgresRejectionsTest extends RejectionsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
