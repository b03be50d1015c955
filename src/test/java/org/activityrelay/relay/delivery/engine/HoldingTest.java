package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.pass;
import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.attempt;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivered;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivering;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.DeliveryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A destination that rests, is removed, or is limited in its rate. */
class HoldingTest {

    private final EngineFixture relay = new EngineFixture();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        relay.close();
    }

    @Test
    void holdsTheWholeDestinationForItsRetryAfterAndUsesUpNoOtherAttempt() {
        AtomicBoolean limited = new AtomicBoolean(true);
        relay.start(
                ScriptedRoute.of("crm", claim -> limited.get() ? tooMany(Duration.ofMinutes(10)) : delivered())
                        .with(1),
                delivering("email"));
        List<String> ids = relay.queue.add("crm", 50);
        eventually(() -> assertThat(relay.queue.outcomes(ids.get(0))).hasSize(1));
        relay.awaitCount(DeliveryState.PENDING, 50);
        assertThat(held("crm")).isEqualTo(1);
        assertThat(ids.stream().mapToInt(relay.queue::attempts).sum()).isEqualTo(1);
        assertThat(relay.queue.dueIn(ids.get(0))).isEqualTo(Duration.ofMinutes(10));

        relay.advance(Duration.ofMinutes(10).minusMillis(1));
        relay.awaitState(relay.queue.add("email"), DeliveryState.DELIVERED);
        assertThat(relay.queue.count(DeliveryState.PENDING)).isEqualTo(50);

        limited.set(false);
        relay.advance(Duration.ofMillis(1));
        relay.awaitCount(DeliveryState.DELIVERED, 51);
        assertThat(held("crm")).isZero();
    }

    @Test
    void manyAnswersWithRetryAfterHoldItOnce() {
        CountDownLatch all = new CountDownLatch(4);
        AtomicBoolean limited = new AtomicBoolean(true);
        relay.start(ScriptedRoute.of("crm", claim -> {
            all.countDown();
            pass(all);
            return limited.get() ? tooMany(Duration.ofSeconds(60)) : delivered();
        }));
        relay.queue.add("crm", 4);
        eventually(() -> assertThat(
                        relay.queue.transactionSizes().stream().mapToInt(i -> i).sum())
                .isEqualTo(4));
        limited.set(false);
        relay.advance(Duration.ofSeconds(60));

        relay.awaitCount(DeliveryState.DELIVERED, 4);
    }

    @Test
    void restsAWhileWhenItIsAskedForFewerRequestsWithoutATime() {
        AtomicBoolean limited = new AtomicBoolean(true);
        relay.start(ScriptedRoute.of("crm", claim -> limited.get() ? tooMany(null) : delivered())
                .with(1));
        List<String> ids = relay.queue.add("crm", 10);
        eventually(() -> assertThat(relay.queue.outcomes(ids.get(0))).hasSize(1));
        relay.awaitCount(DeliveryState.PENDING, 10);

        limited.set(false);
        relay.advance(EngineFixture.SETTINGS.throttle());
        relay.awaitCount(DeliveryState.DELIVERED, 10);
    }

    @Test
    void aTimeForOneRecordHoldsNoOther() {
        relay.start(ScriptedRoute.of(
                        "email",
                        claim -> claim.deliveryId().equals("d1")
                                ? attempt(new Outcome.Retry("greylisted", Duration.ofMinutes(5), false))
                                : delivered())
                .with(1));
        List<String> ids = relay.queue.add("email", 10);

        relay.awaitCount(DeliveryState.DELIVERED, 9);
        assertThat(relay.queue.dueIn(ids.get(0))).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void afterAPauseOneDeliveryTriesFirst() {
        AtomicBoolean locked = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        relay.start(ScriptedRoute.of("crm", claim -> {
            attempts.incrementAndGet();
            return locked.get() ? attempt(new Outcome.Pause("unauthorized", null)) : delivered();
        }));
        relay.queue.add("crm", 100);
        relay.awaitCount(DeliveryState.PENDING, 100);
        awaitPause("crm");
        int first = attempts.get();
        assertThat(first).isBetween(1, 4);

        for (int probe = 1; probe <= 3; probe++) {
            relay.advance(EngineFixture.SETTINGS.pause());
            int expected = first + probe;
            eventually(() -> assertThat(attempts).hasValue(expected));
            relay.awaitCount(DeliveryState.PENDING, 100);
            awaitPause("crm");
        }
        locked.set(false);
        relay.advance(EngineFixture.SETTINGS.pause().multipliedBy(2));
        relay.awaitCount(DeliveryState.DELIVERED, 100);
    }

    @Test
    void aChangedConfigurationEndsAPauseButNoRetryAfter() {
        relay.start(
                ScriptedRoute.of("crm", claim -> attempt(new Outcome.Pause("unauthorized", Duration.ofHours(1))))
                        .with(1),
                ScriptedRoute.of("hubspot", claim -> tooMany(Duration.ofHours(1)))
                        .with(1));
        relay.queue.add("crm", 5);
        relay.queue.add("hubspot", 5);
        eventually(() -> assertThat(held("crm") + held("hubspot")).isEqualTo(2));
        relay.awaitCount(DeliveryState.PENDING, 10);

        relay.configure(delivering("crm"), delivering("hubspot"));
        relay.awaitCount(DeliveryState.DELIVERED, 4);
        assertThat(held("crm")).isZero();
        assertThat(held("hubspot")).isEqualTo(1);
        assertThat(relay.queue.count(DeliveryState.PENDING)).isEqualTo(6);
    }

    @Test
    void deliveriesOfARemovedDestinationWaitAndGoOnWhenItReturns() {
        ScriptedRoute blocked = ScriptedRoute.of("crm", claim -> {
            pass(release);
            return delivered();
        });
        relay.start(blocked);
        List<String> ids = relay.queue.add("crm", 20);
        eventually(() -> assertThat(blocked.running()).hasValue(4));

        relay.configure(delivering("email"));
        relay.awaitCount(DeliveryState.PENDING, 16);
        release.countDown();
        relay.awaitCount(DeliveryState.DELIVERED, 4);
        relay.awaitState(relay.queue.add("email"), DeliveryState.DELIVERED);
        assertThat(relay.queue.count(DeliveryState.PENDING)).isEqualTo(16);

        relay.configure(delivering("crm"));
        relay.awaitCount(DeliveryState.DELIVERED, 21);
        assertThat(ids).allSatisfy(id -> assertThat(relay.queue.attempts(id)).isEqualTo(1));
    }

    @Test
    void followsAChangedNumberOfDeliveriesAtATime() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch two = new CountDownLatch(2);
        relay.start(ScriptedRoute.waiting("crm", begun, release).with(1));
        relay.queue.add("crm", 3);
        pass(begun);
        eventually(() -> assertThat(relay.queue.count(DeliveryState.IN_FLIGHT)).isEqualTo(3));

        relay.configure(ScriptedRoute.of("crm", claim -> {
                    two.countDown();
                    pass(two);
                    return delivered();
                })
                .with(3));
        relay.awaitCount(DeliveryState.DELIVERED, 2);
    }

    @Test
    void keepsToTheRateOfTheDestination() {
        AtomicInteger begun = new AtomicInteger();
        relay.start(
                ScriptedRoute.of("crm", claim -> {
                            begun.incrementAndGet();
                            return delivered();
                        })
                        .with(8)
                        .limitedTo("20/s"),
                delivering("email"));
        relay.queue.add("crm", 1_000);
        eventually(() -> assertThat(begun).hasValue(2));
        int steps = 100;
        for (int step = 1; step <= steps; step++) {
            relay.time.advance(Duration.ofMillis(50));
            relay.queue.due();
            int expected = 2 + step;
            eventually(() -> assertThat(begun).hasValue(expected));
        }
        relay.awaitState(relay.queue.add("email"), DeliveryState.DELIVERED);
        assertThat(begun).as("5 s at 20/s").hasValue(102);
        assertThat(relay.queue.count(DeliveryState.IN_FLIGHT))
                .as("claimed ahead")
                .isZero();
    }

    @Test
    void afterAFailureRateOneDeliveryTriesAndItsSuccessLetsTheOthersGoOn() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger begun = new AtomicInteger();
        relay.with(new BreakerSettings(10, 70, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 5))
                .start(ScriptedRoute.of("crm", claim -> {
                            begun.incrementAndGet();
                            return broken.get() ? ScriptedRoute.retry("server_error") : delivered();
                        })
                        .with(1));
        relay.queue.add("crm", 50);
        eventually(() -> assertThat(relay.states.pause("crm")).isPresent());
        relay.awaitCount(DeliveryState.PENDING, 50);
        assertThat(begun).hasValue(10);

        relay.advance(Duration.ofSeconds(31));
        eventually(() -> assertThat(begun).as("one probe").hasValue(11));
        eventually(() -> assertThat(relay.states.pause("crm").orElseThrow().left())
                .as("twice as long")
                .isEqualTo(Duration.ofSeconds(60)));
        broken.set(false);
        relay.advance(Duration.ofMinutes(6));

        relay.awaitCount(DeliveryState.DELIVERED, 50);
        assertThat(relay.states.pause("crm")).isEmpty();
    }

    @Test
    void aProbeIsAnotherDeliveryThanTheOneThatFailedLast() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Queue<String> tried = new ConcurrentLinkedQueue<>();
        relay.with(new BreakerSettings(1, 70, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 5))
                .start(ScriptedRoute.of("crm", claim -> {
                            tried.add(claim.deliveryId());
                            boolean fails = broken.get() || claim.deliveryId().equals("d1");
                            return fails ? ScriptedRoute.retry("server_error") : delivered();
                        })
                        .with(1));
        String poison = relay.queue.add("crm");
        eventually(() -> assertThat(relay.states.pause("crm")).isPresent());
        relay.awaitState(poison, DeliveryState.PENDING);
        relay.advance(Duration.ofSeconds(20));
        String later = relay.queue.add("crm");

        relay.advance(Duration.ofSeconds(11));
        eventually(() -> assertThat(tried).containsExactly(poison, later));
        relay.awaitState(later, DeliveryState.PENDING);
        broken.set(false);
        relay.advance(Duration.ofSeconds(61));
        eventually(() -> assertThat(tried).containsExactly(poison, later, poison));
        relay.awaitState(poison, DeliveryState.PENDING);
        relay.advance(Duration.ofMinutes(5));
        relay.awaitState(later, DeliveryState.DELIVERED);
    }

    @Test
    void aRecordThatCannotBeMappedIsNoProbe() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        relay.with(new BreakerSettings(1, 70, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 5))
                .start(ScriptedRoute.of("crm", claim -> {
                            if (claim.deliveryId().equals("d2")) {
                                return attempt(new Outcome.Rejected("mapping_failed"));
                            }
                            sent.incrementAndGet();
                            return broken.get() ? ScriptedRoute.retry("server_error") : delivered();
                        })
                        .with(1));
        List<String> ids = relay.queue.add("crm", 5);
        eventually(() -> assertThat(relay.states.pause("crm")).isPresent());
        relay.awaitCount(DeliveryState.PENDING, 5);

        relay.advance(Duration.ofSeconds(31));
        relay.awaitState(ids.get(1), DeliveryState.PARKED);
        eventually(() -> assertThat(relay.states.pause("crm").orElseThrow().left())
                .as("the next one tried, and failed")
                .isEqualTo(Duration.ofSeconds(60)));
        relay.awaitCount(DeliveryState.PENDING, 4);
        assertThat(sent).hasValue(2);
        broken.set(false);
        relay.advance(Duration.ofMinutes(6));
        relay.awaitCount(DeliveryState.DELIVERED, 4);
    }

    @Test
    void aPauseByHandHoldsAtOnceInTheProcessThatWasAsked() {
        DeliverySettings slow = EngineFixture.SETTINGS;
        relay.with(new DeliverySettings(
                        slow.retry(),
                        slow.lease(),
                        slow.attemptTimeout(),
                        slow.drain(),
                        slow.pause(),
                        slow.throttle(),
                        Duration.ofDays(1)))
                .start(delivering("crm"));
        relay.awaitState(relay.queue.add("crm"), DeliveryState.DELIVERED);

        relay.states.pause("crm", "the CRM moves", "anna");
        eventually(() -> assertThat(held("crm")).isEqualTo(1));
        String waits = relay.queue.add("crm");
        relay.states.resume("crm", "anna");
        relay.awaitState(waits, DeliveryState.DELIVERED);
        assertThat(held("crm")).isZero();
    }

    /** The outcome that pauses is written before the pause; time that moves in between would move its end along. */
    private void awaitPause(String destination) {
        eventually(() -> assertThat(relay.states.pause(destination))
                .hasValueSatisfying(pause -> assertThat(pause.left()).isPositive()));
    }

    private double held(String destination) {
        return relay.meters
                .get("relay.destinations.held")
                .tag("destination", destination)
                .gauge()
                .value();
    }

    private static Attempt tooMany(Duration after) {
        return new Attempt(new Outcome.Retry("rate_limited", after, false), null, 429, null);
    }
}
