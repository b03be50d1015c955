package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the ledger keeps what, on every database. Ids carry the time of reception, by the clock of the fixture. */
abstract class RetentionContract {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant YEAR_LATER = LONG_AGO.plus(Duration.ofDays(365));
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private LedgerSettings settings;
    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        settings = database().settings();
        it = at(LONG_AGO);
    }

    @AfterEach
    void close() {
        it.close();
    }

    private LedgerFixture at(Instant time) {
        return new LedgerFixture(settings, new TestContent(), Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void purgesWhatIsDeliveredAndOld() throws Exception {
        Accepted old = it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", "+14155550100"), "crm");
        it.deliver(it.claim("a", "crm").toArray(Claim[]::new));

        assertThat(purge(LONG_AGO, LONG_AGO)).isZero();
        assertThat(it.records.find(old.id())).isPresent();
        assertThat(purge(LONG_AGO.plusMillis(1), LONG_AGO)).isEqualTo(1);

        assertThat(it.records.find(old.id())).isEmpty();
        for (String table :
                List.of("interaction_head", "activity", "activity_content", "person", "delivery", "attempt")) {
            assertThat(rows(table)).as(table).isZero();
        }
    }

    @Test
    void whatComesAgainAfterwardsIsANewRecord() {
        String id = LedgerFixture.newId();
        it.accept(LedgerFixture.record(id));
        purge(YEAR_LATER, YEAR_LATER);

        Accepted again = it.accept(LedgerFixture.record(id), "crm");

        assertThat(again.duplicate()).isFalse();
        assertThat(again.revision()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsParkedOrUnroutedForLonger() {
        Accepted parked = it.accept(LedgerFixture.record(LedgerFixture.newId()), "crm");
        it.queue.settle(List.of(LedgerFixture.parked(it.claim("a", "crm").get(0))));
        Accepted unrouted = it.accept(
                LedgerFixture.record(LedgerFixture.newId()),
                Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "hash"));

        assertThat(purge(YEAR_LATER, LONG_AGO)).isZero();
        assertThat(it.retention.openBefore(LONG_AGO)).containsEntry("parked", 0L);
        assertThat(it.retention.openBefore(YEAR_LATER))
                .containsEntry("parked", 1L)
                .containsEntry("unrouted", 1L);
        assertThat(purge(YEAR_LATER, YEAR_LATER)).isEqualTo(2);

        assertThat(it.records.find(parked.id())).isEmpty();
        assertThat(it.records.find(unrouted.id())).isEmpty();
    }

    @Test
    void neverPurgesWhatIsStillToBeDelivered() {
        Accepted pending = it.accept(LedgerFixture.record(LedgerFixture.newId()), "crm");
        Accepted inFlight = it.accept(LedgerFixture.record(LedgerFixture.newId()), "email");
        it.claim("a", "email");

        assertThat(purge(YEAR_LATER, YEAR_LATER)).isZero();
        assertThat(it.records.find(pending.id())).isPresent();
        assertThat(it.records.find(inFlight.id())).isPresent();
    }

    @Test
    void keepsAnOldRevisionAsLongAsAYoungOne() throws Exception {
        String id = LedgerFixture.newId();
        Accepted old = it.accept(LedgerFixture.record(id));
        if (it.open.database().isExclusive()) {
            it.close();
        }
        try (LedgerFixture later = at(YEAR_LATER)) {
            later.accept(LedgerFixture.record(id, "subject", "more"));
            Instant before = YEAR_LATER.minus(Duration.ofDays(1));

            assertThat(later.retention.purge(null, before, before, 100).purged())
                    .isZero();
            assertThat(later.records.find(old.id())).isPresent();
        }
    }

    @Test
    void goesThroughAllOfItStepByStep() throws Exception {
        for (int i = 0; i < 25; i++) {
            it.accept(LedgerFixture.record(LedgerFixture.newId()));
        }
        it.accept(LedgerFixture.record(LedgerFixture.newId()), "waits");
        List<Integer> steps = new ArrayList<>();

        Retention.Step step = new Retention.Step(null, 0);
        do {
            step = it.retention.purge(step.next(), YEAR_LATER, YEAR_LATER, 10);
            steps.add(step.purged());
        } while (step.next() != null);

        assertThat(steps).containsExactly(10, 10, 5, 0);
        assertThat(rows("interaction_head")).isEqualTo(1);
    }

    @Test
    void purgesRejectionsAuditAndTombstonesByTheirAge() throws Exception {
        it.rejections.keep(new Rejection(
                "default", "http", null, "me", "a/b", new byte[] {1}, new JsonMapper().createArrayNode()));
        it.audit.note(new Audit.Deed("root", "pause", null, 1, null));
        it.execute("insert into tombstone (hash, erased_at) values ("
                + (it.open.database().isExclusive() ? "x'01'" : "'\\x01'") + ", 5)");

        assertThat(it.retention.purgeRejections(LONG_AGO, 10)).isZero();
        assertThat(it.retention.purgeRejections(YEAR_LATER, 10)).isEqualTo(1);
        assertThat(it.retention.purgeAudit(LONG_AGO, 10)).isZero();
        assertThat(it.retention.purgeAudit(YEAR_LATER, 10)).isEqualTo(1);
        assertThat(it.retention.purgeTombstones(Instant.ofEpochMilli(5), 10)).isZero();
        assertThat(it.retention.purgeTombstones(Instant.ofEpochMilli(6), 10)).isEqualTo(1);
    }

    @Test
    void oneProcessAtATimeDoesTheChore() {
        assertThat(it.retention.take("purge", "a", LEASE, HOUR)).isTrue();
        assertThat(it.retention.take("purge", "a", LEASE, HOUR)).isTrue();
        assertThat(it.retention.take("purge", "b", LEASE, HOUR)).isFalse();
        assertThat(it.retention.take("other", "b", LEASE, HOUR)).isTrue();

        it.retention.done("purge", "a", Duration.ZERO);
        assertThat(it.retention.take("purge", "b", Duration.ofMillis(-1), HOUR)).isTrue();
        assertThat(it.retention.take("purge", "a", LEASE, HOUR))
                .as("after the other died")
                .isTrue();
        it.retention.done("purge", "a", HOUR);
        assertThat(it.retention.take("purge", "b", LEASE, HOUR))
                .as("before it is due")
                .isFalse();
    }

    @Test
    void theChoreIsNotPutOffByAClockThatWasSetBack() throws Exception {
        it.retention.take("purge", "a", LEASE, HOUR);
        it.retention.done("purge", "a", HOUR);
        it.execute("update chore set due_at = due_at + 86400000");
        assertThat(it.retention.take("purge", "b", LEASE, HOUR)).isTrue();

        it.execute("update chore set lease_until = lease_until + 86400000");
        assertThat(it.retention.take("purge", "a", LEASE, HOUR)).isTrue();
    }

    private int purge(Instant settled, Instant open) {
        return it.retention.purge(null, settled, open, 100).purged();
    }

    private int rows(String table) throws Exception {
        return it.open.database().read(session -> {
            try (ResultSet row =
                    session.prepare("select count(*) from " + table).query()) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
