package org.activityrelay.relay.ledger;

import org.activityrelay.relay.contract.SharedPostgres;

class PostgresLedgerTest extends LedgerContract {

    private final String database = SharedPostgres.newDatabase();

    @Override
    LedgerSettings settings() {
        return LedgerFixture.settings(database, SharedPostgres.username(), SharedPostgres.password());
    }
}
