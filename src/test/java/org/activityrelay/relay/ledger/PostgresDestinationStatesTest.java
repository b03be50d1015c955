package org.activityrelay.relay.ledger;

class PostgresDestinationStatesTest extends DestinationStatesContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
