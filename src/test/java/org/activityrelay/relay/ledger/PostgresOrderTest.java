package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.contract.SharedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PostgresOrderTest extends OrderContract {

    private TestDatabase database;
    private LedgerFixture two;

    @Override
    List<LedgerFixture> open() {
        database = TestDatabase.postgres(getClass());
        LedgerFixture one = reopen(0);
        two = reopen(1);
        return List.of(one, two);
    }

    @Override
    LedgerFixture reopen(int number) {
        return new LedgerFixture(database.settings());
    }

    /** Another process has claimed, but not committed yet, when the newer revision comes. */
    @Test
    void letsNoNewerRevisionPassAClaimThatIsNotCommittedYet() throws Exception {
        String id = "Slow";
        Accepted first = two.accept(record(id, "disposition", "A"), "crm");
        try (Connection other = DriverManager.getConnection(
                        database.settings().url(), SharedPostgres.username(), SharedPostgres.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update delivery set state = 'in_flight', attempts = 1, lease_owner = 'other',"
                    + " claimed_at = 1, lease_until = 9000000000000 where activity_id = '" + first.id() + "'");
            CompletableFuture<Accepted> second =
                    two.ledger.accept(submission(record(id, "disposition", "B"), plan("crm")));
            Awaitility.await().until(() -> someoneWaitsForALock());
            assertThat(two.claim("p1", "crm")).isEmpty();
            other.commit();

            assertThat(second.join().revision()).isEqualTo(2);
            assertThat(two.claim("p1", "crm")).isEmpty();
            statement.execute("update delivery set lease_until = 1 where state = 'in_flight'");
            other.commit();
            assertThat(two.claim("p1", "crm")).extracting(Claim::revision).containsExactly(2);
        }
    }

    private boolean someoneWaitsForALock() throws SQLException {
        return two.open.database().read(session -> {
            try (ResultSet row = session.prepare("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'")
                    .query()) {
                row.next();
                return row.getInt(1) > 0;
            }
        });
    }
}
