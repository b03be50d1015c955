package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What accepting promises, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerContract {

    private LedgerFixture it;

    abstract LedgerSettings settings();

    @BeforeEach
    void open() {
        it = new LedgerFixture(settings());
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void storesARecordWithItsPlanAndDeliversIt() {
        Accepted accepted = it.accept(record(newId(), "disposition", "Product sold"), "database", "crm");
        List<Claim> claims = it.claim("p1", "database", "crm");
        assertThat(claims).extracting(Claim::destination).containsExactlyInAnyOrder("database", "crm");
        assertThat(it.queue.settle(claims.stream().map(LedgerFixture::delivered).toList()))
                .isEmpty();
        assertThat(it.states(accepted.id()))
                .containsOnlyKeys("database", "crm")
                .containsValues(DeliveryState.DELIVERED);
    }
}
