package org.activityrelay.relay.ledger;

class PostgresDryRunsTest extends DryRunsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
