package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.ledger.PlannedRecords.Planned;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What walking over stored plans promises, on every database. */
abstract class PlannedRecordsContract {

    private LedgerFixture it;
    private PlannedRecords planned;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
        planned = it.open.planned();
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void walksOverEveryRevisionNewestFirst() {
        List<String> ids = new ArrayList<>();
        String interaction = newId();
        for (int i = 0; i < 140; i++) {
            String id = i % 2 == 0 ? interaction : newId();
            ids.add(
                    0,
                    it.accept(record(id, "disposition", "D" + i), "database", "crm")
                            .id());
        }

        List<Planned> first = planned.page(null, null, 135);
        List<Planned> second = planned.page(first.get(134).id(), null, 135);

        assertThat(first).extracting(Planned::id).containsExactlyElementsOf(ids.subList(0, 135));
        assertThat(second).extracting(Planned::id).containsExactlyElementsOf(ids.subList(135, 140));
        assertThat(first.get(0).canonical().path("disposition").asText()).isEqualTo("D139");
        assertThat(first.get(1).revision()).isEqualTo(70);
        assertThat(first.get(0).deliveries())
                .extracting(PlannedRecords.Delivery::destination)
                .containsExactlyInAnyOrder("database", "crm");
        assertThat(planned.page("nonsense", null, 10)).isEmpty();
    }

    @Test
    void endsAtTheOldestThatIsWanted() {
        it.accept(record(newId()), "database");
        Instant later = Instant.now().plusSeconds(3600);

        assertThat(planned.page(null, Instant.now().minusSeconds(3600), 10)).hasSize(1);
        assertThat(planned.page(null, later, 10)).isEmpty();
        assertThat(planned.count(null, 10)).isEqualTo(1);
        assertThat(planned.count(later, 10)).isZero();
    }

    @Test
    void countsNoFurtherThanAsked() {
        for (int i = 0; i < 4; i++) {
            it.accept(record(newId()), "database");
        }
        assertThat(planned.count(null, 3)).isEqualTo(3);
    }

    @Test
    void tellsWhyARecordHasNoPlan() {
        Decision step = new Decision("routing", "3-routing.camel.yaml", 12, 9);
        it.ledger
                .accept(LedgerFixture.submission(
                        record(newId()), Plan.unrouted(UnroutedReason.ROUTING_FAILED, "no field", step, "cafe")))
                .join();

        Planned record = planned.page(null, null, 1).get(0);
        assertThat(record.unroutedReason()).isEqualTo("routing_failed");
        assertThat(record.failedAt()).isEqualTo(step);
        assertThat(record.configurationHash()).isEqualTo("cafe");
        assertThat(record.deliveries()).isEmpty();
    }

    @Test
    void leavesOutWhatOnlyFollowsAnEarlierRevision() {
        it.following.add("crm");
        String interaction = newId();
        it.accept(record(interaction, "disposition", "A"), "crm");
        it.queue.settle(it.queue.claim("me", java.util.Map.of("crm", 1), LedgerFixture.LEASE).stream()
                .map(LedgerFixture::delivered)
                .toList());
        it.ledger
                .accept(LedgerFixture.submission(record(interaction, "disposition", "B"), plan("database")))
                .join();

        assertThat(planned.page(null, null, 1).get(0).deliveries())
                .extracting(PlannedRecords.Delivery::destination)
                .containsExactly("database");
    }
}
