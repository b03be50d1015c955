package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.Tag;
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

    @Test
    void threeEnginesTogetherKeepTheRate() {
        assertThat(arrivalsAt(20, Duration.ofSeconds(4))).isBetween(60, 92);
    }

    /** Slow: the same with a tolerance that only a longer time allows. */
    @Test
    @Tag("full")
    void threeEnginesTogetherKeepTheRateToFivePercent() {
        assertThat(arrivalsAt(20, Duration.ofSeconds(30))).isBetween(570, 630);
    }

    private int arrivalsAt(int perSecond, Duration during) {
        accept((int) during.toSeconds() * perSecond * 2, "crm");
        Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            start(ScriptedRoute.of("crm", claim -> {
                        arrivals.add(System.nanoTime());
                        return ScriptedRoute.delivered();
                    })
                    .with(4)
                    .limitedTo(perSecond + "/s"));
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !arrivals.isEmpty() && System.nanoTime() - arrivals.peek() > during.toNanos());
        long end = arrivals.element() + during.toNanos();
        return (int) arrivals.stream().filter(at -> at - end < 0).count();
    }
}
