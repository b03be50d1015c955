package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What taking one delivery for a trial promises, on every database. */
abstract class TrialsContract {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private LedgerFixture it;
    private Trials trials;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
        it.modes.put("crm", Mode.DRY_RUN);
        trials = it.open.trials();
    }

    @AfterEach
    void close() {
        it.close();
    }

    /** Stores a record that is then recorded in dry-run; answers its delivery. */
    private Claim recorded(String interaction, String disposition) {
        it.accept(record(interaction, "disposition", disposition), "crm");
        Claim claim = it.claim("p", "crm").get(0);
        it.queue.settle(List.of(in(Mode.DRY_RUN, delivered(claim))));
        return claim;
    }

    private static Settlement in(Mode mode, Settlement settlement) {
        return new Settlement(
                settlement.deliveryId(),
                settlement.attempt(),
                settlement.next(),
                settlement.retryIn(),
                mode,
                settlement.outcome(),
                settlement.reason(),
                settlement.detail(),
                settlement.statusCode(),
                settlement.externalId(),
                settlement.externalUrl(),
                settlement.progress(),
                settlement.startedAt(),
                settlement.took());
    }

    @Test
    void takesWhatWasRecordedAndThenKnowsThatItWentForReal() {
        Claim before = recorded(newId(), "A");

        Claim taken = trials.take(before.deliveryId(), "me", LEASE).orElseThrow();
        assertThat(taken.recordKey()).isEqualTo(before.recordKey());
        assertThat(taken.attempt()).isEqualTo(before.attempt() + 1);
        assertThat(taken.activity().disposition()).isEqualTo("A");
        it.deliver(taken);

        Records.StoredDelivery stored =
                it.records.find(before.activityId()).orElseThrow().deliveries().get(0);
        assertThat(stored.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(stored.mode()).isEqualTo(Mode.LIVE);
        assertThat(stored.externalId()).isEqualTo("ext-" + before.recordKey());
        assertThat(trials.take(before.deliveryId(), "me", LEASE)).isEmpty();
    }

    @Test
    void letsNobodyElseHaveItMeanwhile() {
        Claim before = recorded(newId(), "A");
        trials.take(before.deliveryId(), "me", LEASE).orElseThrow();

        assertThat(trials.take(before.deliveryId(), "other", LEASE)).isEmpty();
        assertThat(it.claim("p", "crm")).isEmpty();
    }

    @Test
    void whatDidNotArriveIsDueAgain() {
        Claim before = recorded(newId(), "A");
        Claim taken = trials.take(before.deliveryId(), "me", LEASE).orElseThrow();
        it.queue.settle(List.of(LedgerFixture.retry(taken, Duration.ZERO)));

        assertThat(it.claim("p", "crm")).extracting(Claim::deliveryId).containsExactly(before.deliveryId());
    }

    @Test
    void leavesACorrectedRevisionAlone() {
        String interaction = newId();
        Claim first = recorded(interaction, "A");
        recorded(interaction, "B");

        assertThat(trials.take(first.deliveryId(), "me", LEASE)).isEmpty();
    }

    @Test
    void leavesAloneWhatIsNoDelivery() {
        assertThat(trials.take("00000000-0000-0000-0000-000000000001", "me", LEASE))
                .isEmpty();
    }
}
