package org.activityrelay.relay.ledger;

class PostgresUntrustedSendersTest extends UntrustedSendersContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
