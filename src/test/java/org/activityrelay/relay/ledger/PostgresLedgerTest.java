package org.activityrelay.relay.ledger;

class PostgresLedgerTest extends LedgerContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
