package org.activityrelay.relay.ledger;

class PostgresLedgerModelTest extends LedgerModelContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
