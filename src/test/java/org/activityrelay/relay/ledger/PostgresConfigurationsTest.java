package org.activityrelay.relay.ledger;

class PostgresConfigurationsTest extends ConfigurationsContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
