package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Statistics of a moment when nothing waited are what a busy server has most of the time: then all indexes of what waits look
 * equally good to the planner, and any of them is taken that a statement's conditions allow.
 */
class PostgresBacklogStatementsTest {

    private static final int WAITING = 20_000;
    private static final int IN_FLIGHT = 200;
    private static final String KEY = "('00000000-0000-7000-800%d-' || lpad(to_hex(n), 12, '0'))::uuid";

    private WatchedDatabase database;
    private OpenLedger open;

    @BeforeEach
    void fillBehindThePlannersBack() {
        LedgerSettings settings = TestDatabase.postgres(getClass()).settings();
        String url = settings.url();
        SharedPostgres.execute(url, "alter table delivery set (autovacuum_enabled = off)");
        SharedPostgres.execute(url, "vacuum full analyze delivery");
        String activity = KEY.formatted(1);
        String many = " from generate_series(1, " + (WAITING + IN_FLIGHT) + ") n";
        SharedPostgres.execute(
                url,
                "insert into activity_content (activity_id, canonical) select " + activity
                        + ", '{\"tenant\":\"default\",\"kind\":\"interaction\",\"interactionId\":\"i\",\"type\":\"voice\"}'"
                        + many);
        SharedPostgres.execute(
                url,
                "insert into activity (id, head_id, revision, tenant, kind, interaction_id, fingerprint, received_at, status,"
                        + " intake, type) select " + activity + ", " + activity
                        + ", 1, 'default', 'interaction', 'i', int8send(n), n, 'routed', 'http', 'voice'" + many);
        SharedPostgres.execute(
                url,
                "insert into delivery (id, activity_id, revision, destination, part, record_key, arguments, mode, state, due_at,"
                        + " lease_until, lease_owner) select " + KEY.formatted(2) + ", " + activity + ", 1, 'crm', '', "
                        + KEY.formatted(3) + ", '{}', 'live', case when n > " + WAITING
                        + " then 'in_flight' else 'pending' end,"
                        + " case when n % 2 = 0 then n else " + Long.MAX_VALUE / 2 + " end, case when n > " + WAITING
                        + " then " + Long.MAX_VALUE / 2 + " end, case when n > " + WAITING + " then 'other' end"
                        + many);
        database = new WatchedDatabase(PostgresDatabase.open(settings), Dialect.POSTGRESQL);
        open = new OpenLedger(
                database,
                settings,
                new TestContent(),
                any -> plan("database"),
                new HotStatementsContract.Traits(),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        database.statements();
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void readNoMoreThanTheyWant() throws SQLException {
        DeliveryQueue queue = open.queue();
        List<Claim> claims = queue.claim("me", Map.of("crm", 64), LEASE);
        assertThat(claims).hasSize(64);
        queue.nextDue(List.of("crm"));
        queue.claim("me", Map.of("email", 64), LEASE);
        queue.renew("me", claims, LEASE);
        queue.settle(List.of(LedgerFixture.delivered(claims.get(0))));
        queue.release("me", claims.subList(1, 32));
        queue.releaseAllBut("me", Set.of());

        List<String> faults = new ArrayList<>();
        for (String sql : database.statements()) {
            String fault = PostgresHotStatementsTest.faultOf(database, sql);
            if (fault != null) {
                faults.add(sql + "\n" + fault);
            }
        }
        assertThat(faults).isEmpty();
    }
}
