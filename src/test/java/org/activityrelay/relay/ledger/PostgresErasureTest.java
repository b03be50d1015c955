package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.ResultSet;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Activity;
import org.junit.jupiter.api.Test;

class PostgresErasureTest extends ErasureContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres(getClass());
    }

    /** Whose statement had begun before anything of the erasing was committed. */
    @Test
    void anotherProcessStoresNoDuplicateWhileItsInteractionIsErased() throws Exception {
        Activity record = LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE);
        it.accept(record, "crm");
        try (LedgerFixture other = new LedgerFixture(settings)) {
            LastStep last = new LastStep(other, record);
            JsonNode filter = JsonNodeFactory.instance.pojoNode(last);

            assertThat(it.erasures.erase(
                            it.erasures.hold(it.erasures.find(CALLER)),
                            new Audit.Deed("root", "erase", filter, 1, null)))
                    .isPresent();

            assertThat(last.late.join().status()).isEqualTo(ActivityStatus.ERASED);
            assertThat(rows("activity")).isZero();
        }
    }

    /** The deed is noted when everything is deleted and nothing committed. */
    private final class LastStep {

        private final LedgerFixture other;
        private final Activity record;
        private CompletableFuture<Accepted> late;

        private LastStep(LedgerFixture other, Activity record) {
            this.other = other;
            this.record = record;
        }

        /** Read when the deed is written as JSON. */
        public String getOffered() {
            late = other.ledger.accept(LedgerFixture.submission(record, LedgerFixture.plan("crm")));
            await().until(PostgresErasureTest.this::somebodyWaitsForALock);
            return "late";
        }
    }

    private boolean somebodyWaitsForALock() throws Exception {
        return it.open.database().read(session -> {
            try (ResultSet row = session.prepare("select count(*) from pg_stat_activity"
                            + " where wait_event_type = 'Lock' and datname = current_database()")
                    .query()) {
                row.next();
                return row.getInt(1) > 0;
            }
        });
    }
}
