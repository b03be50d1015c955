package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.contract.OneAtATime;
import org.activityrelay.relay.contract.Pace;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneAtATime.class)
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
    void failuresOfSeveralEnginesTogetherOpenThePause() {
        CyclicBarrier allTen = new CyclicBarrier(10);
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        BreakerSettings ten =
                new BreakerSettings(10, 70, Duration.ofMinutes(5), Duration.ofSeconds(2), Duration.ofMinutes(5), 1_000);
        ScriptedRoute crm = ScriptedRoute.of("crm", claim -> {
                    if (attempts.incrementAndGet() <= 10) {
                        meet(allTen);
                    }
                    return broken.get() ? ScriptedRoute.retry("server_error") : ScriptedRoute.delivered();
                })
                .with(5)
                .limitedTo("1000/s") // claims nothing ahead
                .retrying(Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(10));
        List<String> ids = accept(10, "crm");
        start(ten, crm);
        start(ten, crm);

        eventually(() -> assertThat(ledger().destinations().pause("crm"))
                .get()
                .extracting(DestinationStates.Pause::reason)
                .isEqualTo("failure_rate"));
        assertThat(attempts).as("five of each").hasValue(10);

        broken.set(false);
        // By then both have heard of it.
        eventually(() -> assertThat(
                        ledger().destinations().pause("crm").orElseThrow().left())
                .isNegative());
        List<String> more = accept(5, "crm");
        awaitAll(more, DeliveryState.DELIVERED);
        eventually(() -> assertThat(ledger().destinations().pause("crm")).isEmpty());
        awaitAll(ids, DeliveryState.PENDING);
    }

    @Test
    void nothingWaitsLongerBecauseTheDatabasesClockWasSetBack() {
        SharedPostgres.execute(database, "create schema fake");
        SharedPostgres.execute(database, "create table fake.step (back interval not null)");
        SharedPostgres.execute(database, "insert into fake.step values ('0 s')");
        SharedPostgres.execute(database, """
                create function fake.clock_timestamp() returns timestamptz language sql volatile as
                'select pg_catalog.clock_timestamp() - (select back from fake.step)'
                """);
        String name = database.substring(database.lastIndexOf('/') + 1);
        SharedPostgres.execute(database, "alter database " + name + " set search_path = public, fake, pg_catalog");
        reopen();
        AtomicInteger attempts = new AtomicInteger();
        ScriptedRoute crm = ScriptedRoute.of(
                        "crm",
                        claim -> attempts.incrementAndGet() == 1
                                ? ScriptedRoute.retry("server_error")
                                : ScriptedRoute.delivered())
                .retrying(Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(3));
        ledger().destinations().hold("email", DestinationStates.Kind.REST, "rate_limited", Duration.ofSeconds(4));
        start(crm, ScriptedRoute.delivering("email"));
        start(crm, ScriptedRoute.delivering("email"));
        List<String> rests = accept(1, "email");
        List<String> ids = accept(1, "crm");
        eventually(() -> assertThat(ledger().records().deliveries(ids).values())
                .allSatisfy(all -> assertThat(all).allSatisfy(one -> {
                    assertThat(one.attempts()).isPositive();
                    assertThat(one.state()).isNotEqualTo(DeliveryState.IN_FLIGHT);
                })));

        SharedPostgres.execute(database, "update fake.step set back = '1 hour'");
        awaitAll(ids, DeliveryState.DELIVERED);
        awaitAll(rests, DeliveryState.DELIVERED);
        assertThat(ledger().destinations().pauses()).isEmpty();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(90, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void threeEnginesTogetherKeepTheRate() {
        assertThat(pace(120, 40)).isBetween(15.0, 22.5);
    }

    /** Slow: never more than a twentieth above; how far below is a matter of the machine. */
    @Test
    @Tag("full")
    void threeEnginesTogetherKeepTheRateToFivePercent() {
        assertThat(pace(640, 100)).isBetween(16.0, 21.0);
    }

    /** Arrivals a second of so many, after all three have found their share. */
    private double pace(int count, int stretch) {
        int begin = 20;
        accept(begin + count, "crm");
        Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            start(ScriptedRoute.of("crm", claim -> {
                        arrivals.add(System.nanoTime());
                        return ScriptedRoute.delivered();
                    })
                    .with(4)
                    .limitedTo("20/s"));
        }
        await().atMost(Duration.ofMinutes(4)).until(() -> arrivals.size() == begin + count);
        return Pace.perSecond(arrivals.stream().sorted().skip(begin).toList(), stretch);
    }
}
