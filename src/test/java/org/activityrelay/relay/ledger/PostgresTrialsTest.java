package org.activityrelay.relay.ledger;

class PostgresTrialsTest extends TrialsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
