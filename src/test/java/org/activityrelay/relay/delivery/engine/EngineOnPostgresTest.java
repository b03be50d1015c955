package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.Test;

class EngineOnPostgresTest extends EngineOnLedgerContract {

    private final String database = SharedPostgres.newDatabase();

    @Override
    LedgerFixture open() {
        return LedgerFixture.open(database, SharedPostgres.username(), SharedPostgres.password());
    }

    @Test
    void threeEnginesShareTheWorkAndDeliverNothingTwice() {
        Effects crm = new Effects();
        List<String> ids = accept(500, "crm");
        start(crm.route("crm", 4));
        start(crm.route("crm", 4));
        start(crm.route("crm", 4));

        awaitAll(ids, DeliveryState.DELIVERED);
        assertThat(crm.perRecord()).hasSize(500).values().containsOnly(1);
    }
}
