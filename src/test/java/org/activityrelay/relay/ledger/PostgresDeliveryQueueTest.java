package org.activityrelay.relay.ledger;

class PostgresDeliveryQueueTest extends DeliveryQueueContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }
}
