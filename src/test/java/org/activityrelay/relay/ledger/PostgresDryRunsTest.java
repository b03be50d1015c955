package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresDryRunsTest extends DryRunsContract {

    private final TestDatabase database = TestDatabase.postgres(getClass());

    @Override
    TestDatabase database() {
        return database;
    }

    @Override
    Database second(OpenLedger first) {
        return PostgresDatabase.open(database.settings());
    }

    /** What is settled is synced, and the log is written in order: a dry run need not wait for a sync of its own. */
    @Test
    void onlyWhatASyncedWriteFollowsIsNotSynced() throws SQLException {
        try (Database second = PostgresDatabase.open(database.settings())) {
            assertThat(second.write(PostgresDryRunsTest::synchronousCommit)).isEqualTo("on");
            assertThat(second.writeUnsynced(PostgresDryRunsTest::synchronousCommit))
                    .isEqualTo("off");
            assertThat(second.write(PostgresDryRunsTest::synchronousCommit)).isEqualTo("on");
        }
    }

    private static String synchronousCommit(Session session) throws SQLException {
        try (ResultSet row = session.prepare("show synchronous_commit").query()) {
            row.next();
            return row.getString(1);
        }
    }
}
