package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.attempt;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivered;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivering;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.retry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryEngineTest {

    private final EngineFixture relay = new EngineFixture();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        relay.close();
    }

    @Test
    void deliversWhatIsDueAtOnce() {
        relay.start(delivering("crm"));
        String id = relay.queue.add("crm");

        relay.awaitState(id, DeliveryState.DELIVERED);
        Settlement outcome = relay.queue.outcomes(id).get(0);
        assertThat(outcome.outcome()).isEqualTo("delivered");
        assertThat(outcome.externalId()).isEqualTo("X1");
        assertThat(outcome.externalUrl()).isEqualTo("https://crm.example.com/X1");
        assertThat(outcome.attempt()).isEqualTo(1);
        assertThat(outcome.startedAt()).isEqualTo(relay.time.instant());
    }

    @Test
    void deliversWhatWasDueBeforeTheStart() {
        List<String> ids = relay.queue.add("crm", 500);
        relay.start(delivering("crm"));

        relay.awaitCount(DeliveryState.DELIVERED, 500);
        assertThat(ids).allSatisfy(id -> assertThat(relay.queue.attempts(id)).isEqualTo(1));
    }

    @Test
    void asksTheLedgerOnlyForDestinationsThatGotSomething() {
        relay.start(delivering("crm"), delivering("email"), delivering("database"));
        relay.awaitState(relay.queue.add("crm"), DeliveryState.DELIVERED);
        eventually(() -> assertThat(relay.queue.takeAsked()).isEmpty());

        for (int i = 0; i < 20; i++) {
            relay.awaitState(relay.queue.add("email"), DeliveryState.DELIVERED);
        }
        relay.queue.add("a destination that is not there");

        assertThat(relay.queue.takeAsked()).containsOnlyKeys("email");
        relay.queue.due(); // no word of a destination
        eventually(() -> assertThat(relay.queue.takeAsked()).containsOnlyKeys("crm", "email", "database"));
    }

    @Test
    void newsOfABusyDestinationHoldUpNeitherRetriesNorWhatAnotherProcessStored() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        relay.start(
                delivering("crm"),
                delivering("database"),
                ScriptedRoute.of(
                        "email",
                        claim -> attempts.incrementAndGet() == 1
                                ? ScriptedRoute.retry("server_error")
                                : ScriptedRoute.delivered()));
        String retried = relay.queue.add("email");
        eventually(() -> assertThat(attempts).hasValue(1));
        relay.awaitState(retried, DeliveryState.PENDING);
        AtomicBoolean busy = new AtomicBoolean(true);
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 10_000 && busy.get(); i++) {
                relay.queue.add("crm");
                LockSupport.parkNanos(500_000);
            }
        });
        sender.start();
        try {
            String unheard = relay.queue.addUnheard("database");
            relay.time.advance(Duration.ofSeconds(6)); // and nobody says so

            relay.awaitState(retried, DeliveryState.DELIVERED);
            relay.awaitState(unheard, DeliveryState.DELIVERED);
            assertThat(sender.isAlive()).as("news still come").isTrue();
        } finally {
            busy.set(false);
            sender.join();
        }
    }

    @Test
    void doesNotWaitForALeaseWhoseClaimItNeverHeardOf() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.waiting("crm", begun, release));
        String held = relay.queue.add("crm");
        pass(begun);
        relay.queue.loseAnAnswer();

        String lost = relay.queue.add("crm");

        eventually(() -> assertThat(relay.queue.state(lost)).isEqualTo(DeliveryState.IN_FLIGHT));
        release.countDown();
        relay.awaitState(lost, DeliveryState.DELIVERED);
        relay.awaitState(held, DeliveryState.DELIVERED);
        assertThat(relay.queue.attempts(lost)).isEqualTo(1);
        assertThat(relay.queue.attempts(held)).isEqualTo(1);
    }

    @Test
    void asksForNothingOfAPausedDestination() {
        relay.start(delivering("crm"));
        relay.states.pause("crm", "the CRM moves", "anna");
        relay.awaitState(relay.queue.add("crm"), DeliveryState.PENDING);
        eventually(() -> assertThat(relay.queue.takeAsked()).isEmpty());
        List<String> ids = relay.queue.add("crm", 50);
        ids.forEach(id -> assertThat(relay.queue.state(id)).isEqualTo(DeliveryState.PENDING));
        assertThat(relay.queue.takeAsked()).isEmpty();

        relay.states.resume("crm", "anna");

        relay.awaitCount(DeliveryState.DELIVERED, 51);
    }

    @Test
    void triesAgainByTheScheduleAndParksAfterTheLast() {
        relay.start(ScriptedRoute.of("crm", claim -> retry("server_error"))
                .retrying(Duration.ZERO, Duration.ofSeconds(5), Duration.ofHours(2)));
        String id = relay.queue.add("crm");

        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1));
        assertThat(relay.queue.dueIn(id)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        relay.advance(Duration.ofSeconds(6));
        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(2));
        assertThat(relay.queue.dueIn(id)).isBetween(Duration.ofMinutes(96), Duration.ofMinutes(144));
        relay.advance(Duration.ofMinutes(144));

        relay.awaitState(id, DeliveryState.PARKED);
        Settlement last = relay.queue.outcomes(id).get(2);
        assertThat(last.reason()).isEqualTo("server_error");
        assertThat(last.detail()).startsWith("Given up after 3 attempts.");
        assertThat(relay.counted("relay.deliveries.parked", "destination", "crm", "reason", "server_error"))
                .isEqualTo(1);
        assertThat(relay.counted("relay.deliveries.retried", "destination", "crm", "reason", "server_error"))
                .isEqualTo(2);
    }

    @Test
    void parksWhatIsRefusedForGood() {
        relay.start(ScriptedRoute.of(
                "crm", claim -> new Attempt(new Outcome.Rejected("unprocessable"), "subject is missing", 422, null)));
        String id = relay.queue.add("crm");

        relay.awaitState(id, DeliveryState.PARKED);
        Settlement outcome = relay.queue.outcomes(id).get(0);
        assertThat(outcome.outcome()).isEqualTo("rejected");
        assertThat(outcome.reason()).isEqualTo("unprocessable");
        assertThat(outcome.detail()).isEqualTo("subject is missing");
        assertThat(outcome.statusCode()).isEqualTo(422);
    }

    @Test
    void handsProgressToTheNextAttempt() {
        relay.start(ScriptedRoute.of(
                "email",
                claim -> claim.progress() == null
                        ? new Attempt(
                                new Outcome.Retry("greylisted", null, false),
                                null,
                                450,
                                JsonNodeFactory.instance.arrayNode().add("first"))
                        : claim.progress().get(0).asText().equals("first") ? delivered() : retry("lost")));
        String id = relay.queue.add("email");

        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1));
        relay.advance(Duration.ofSeconds(6));
        relay.awaitState(id, DeliveryState.DELIVERED);
    }

    @Test
    void takesABrokenRouteForAnAmbiguousRetry() {
        relay.start(ScriptedRoute.of("crm", claim -> {
            throw new NoClassDefFoundError("com/example/Driver");
        }));
        String id = relay.queue.add("crm");

        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1));
        Settlement outcome = relay.queue.outcomes(id).get(0);
        assertThat(outcome.next()).isEqualTo(DeliveryState.PENDING);
        assertThat(outcome.outcome()).isEqualTo("ambiguous");
        assertThat(outcome.reason()).isEqualTo("unexpected_error");
    }

    @Test
    void takesAMissingOutcomeForARetry() {
        relay.start(ScriptedRoute.of("crm", claim -> null));
        String id = relay.queue.add("crm");

        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1));
        assertThat(relay.queue.state(id)).isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void runsNoMoreThanTheDestinationTakesAtATimeAndNoFewer() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        ScriptedRoute crm = ScriptedRoute.of("crm", claim -> {
                    pass(together);
                    return delivered();
                })
                .with(3);
        relay.start(crm);
        relay.queue.add("crm", 30);

        relay.awaitCount(DeliveryState.DELIVERED, 30);
        assertThat(crm.mostRunning()).hasValue(3);
    }

    @Test
    void aBlockedDestinationHoldsUpNoOther() {
        ScriptedRoute dead = ScriptedRoute.of("dead", claim -> {
            pass(release);
            return delivered();
        });
        relay.start(dead, delivering("healthy"));
        relay.queue.add("dead", 500);
        eventually(() -> assertThat(dead.running()).hasValue(4));

        relay.queue.add("healthy", 500);
        relay.awaitCount(DeliveryState.DELIVERED, 500);
        assertThat(dead.running()).hasValue(4);
    }

    @Test
    void interruptsAnAttemptThatTakesTooLong() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.of("crm", claim -> {
            begun.countDown();
            try {
                release.await();
                return delivered();
            } catch (InterruptedException interrupted) {
                return attempt(new Outcome.Rejected("mapping_failed"));
            }
        }));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.time.advance(Duration.ofSeconds(61));
        relay.sweep();

        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1));
        Settlement outcome = relay.queue.outcomes(id).get(0);
        assertThat(outcome.reason()).isEqualTo("attempt_timeout");
        assertThat(outcome.outcome()).isEqualTo("ambiguous");
        assertThat(outcome.next()).isEqualTo(DeliveryState.PENDING);
        assertThat(outcome.took()).isEqualTo(Duration.ofSeconds(61));
    }

    @Test
    void keepsASuccessThatCameWithTheInterrupt() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.of("crm", claim -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException tooLate) {
                assertThat(tooLate).isNotNull();
            }
            return delivered();
        }));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.time.advance(Duration.ofSeconds(61));
        relay.sweep();

        relay.awaitState(id, DeliveryState.DELIVERED);
    }

    @Test
    void anInterruptReachesOnlyTheAttemptItIsMeantFor() {
        Semaphore begun = new Semaphore(0);
        Set<Boolean> interrupted = ConcurrentHashMap.newKeySet();
        relay.start(ScriptedRoute.of("crm", claim -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    begun.release();
                    if (claim.deliveryId().equals("d1")) {
                        // Ends with the interrupt flag still set, as careless libraries do.
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait();
                        }
                        return retry("read_timeout");
                    }
                    return delivered();
                })
                .with(1));
        relay.queue.add("crm", 2);
        begun.acquireUninterruptibly();
        relay.time.advance(Duration.ofSeconds(61));
        relay.sweep();

        relay.awaitState("d2", DeliveryState.DELIVERED);
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void aDestinationRecoversAlthoughItsAttemptsIgnoreTheirInterrupt() {
        Semaphore begun = new Semaphore(0);
        ScriptedRoute crm = ScriptedRoute.of("crm", claim -> {
            if (claim.attempt() == 1 && begun.availablePermits() < 4) {
                begun.release();
                passIgnoringInterrupts(release);
            }
            return delivered();
        });
        relay.start(crm);
        relay.queue.add("crm", 4);
        eventually(() -> assertThat(begun.availablePermits()).isEqualTo(4));
        relay.time.advance(Duration.ofSeconds(61));
        relay.sweep();
        relay.time.advance(Duration.ofSeconds(6));
        relay.sweep();

        eventually(() -> assertThat(relay.queue.outcomes("d4")).hasSize(1));
        Settlement outcome = relay.queue.outcomes("d1").get(0);
        assertThat(outcome.reason()).isEqualTo("attempt_timeout");
        assertThat(outcome.outcome()).isEqualTo("ambiguous");
        relay.advance(Duration.ofSeconds(6));
        relay.awaitCount(DeliveryState.DELIVERED, 4);

        release.countDown();
        eventually(() -> assertThat(crm.running()).hasValue(0));
        List<String> more = relay.queue.add("crm", 40);
        more.forEach(id -> relay.awaitState(id, DeliveryState.DELIVERED));
        assertThat(relay.queue.outcomes("d1")).hasSize(2);
    }

    @Test
    void attemptsThatIgnoreEveryInterruptDoNotCollectThreads() {
        ScriptedRoute hopeless = ScriptedRoute.of("crm", claim -> {
                    passIgnoringInterrupts(release);
                    return delivered();
                })
                .with(2);
        relay.start(hopeless);
        relay.queue.add("crm", 20);
        for (int round = 1; round <= 5; round++) {
            eventually(() -> assertThat(hopeless.running().get()).isGreaterThanOrEqualTo(2));
            relay.advance(Duration.ofSeconds(61));
            relay.sweep();
            relay.advance(Duration.ofSeconds(6));
            relay.sweep();
        }
        assertThat(hopeless.mostRunning().get()).isLessThanOrEqualTo(4);
    }

    @Test
    void anOutcomeIsIgnoredWhenTheLeaseWasLost() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.waiting("crm", begun, release));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.queue.takeOver(id, Duration.ofMinutes(2));
        release.countDown();

        eventually(() -> assertThat(relay.counted("relay.attempts.overtaken", "destination", "crm"))
                .isEqualTo(1));
        assertThat(relay.queue.outcomes(id)).isEmpty();
        assertThat(relay.queue.state(id)).isEqualTo(DeliveryState.IN_FLIGHT);
        assertThat(relay.counted("relay.deliveries.delivered", "destination", "crm"))
                .isZero();
    }

    @Test
    void renewsLeasesWhileAttemptsRun() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.waiting("crm", begun, release));
        String id = relay.queue.add("crm");
        pass(begun);
        for (int i = 0; i < 6; i++) {
            relay.time.advance(Duration.ofSeconds(31));
            relay.renew();
            assertThat(relay.queue.leaseUntil(id))
                    .isEqualTo(relay.time.instant().plusSeconds(120));
        }
        release.countDown();

        relay.awaitState(id, DeliveryState.DELIVERED);
        assertThat(relay.queue.attempts(id)).isEqualTo(1);
    }

    @Test
    void leavesYoungLeasesAlone() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.waiting("crm", begun, release));
        String id = relay.queue.add("crm");
        pass(begun);
        java.time.Instant until = relay.queue.leaseUntil(id);
        relay.time.advance(Duration.ofSeconds(29));
        relay.renew();

        assertThat(relay.queue.leaseUntil(id)).isEqualTo(until);
    }

    @Test
    void doesNotBeginWhatHasRottedInTheLine() {
        Set<String> begun = ConcurrentHashMap.newKeySet();
        relay.start(ScriptedRoute.of("crm", claim -> {
                    begun.add(claim.deliveryId() + "/" + claim.attempt());
                    if (claim.deliveryId().equals("d1")) {
                        pass(release);
                    }
                    return delivered();
                })
                .with(1));
        relay.queue.add("crm", 3);
        eventually(() -> assertThat(relay.queue.count(DeliveryState.IN_FLIGHT)).isEqualTo(3));
        // The process stood still for a while: another one has them now.
        List.of("d1", "d2", "d3").forEach(id -> relay.queue.takeOver(id, Duration.ofMinutes(20)));
        relay.time.advance(Duration.ofMinutes(3));
        release.countDown();

        eventually(() -> assertThat(relay.counted("relay.attempts.overtaken", "destination", "crm"))
                .isEqualTo(1));
        relay.engine().stop();
        assertThat(begun).containsExactly("d1/1");
        assertThat(relay.queue.count(DeliveryState.IN_FLIGHT))
                .as("still the other's")
                .isEqualTo(3);
    }

    @Test
    void whatIsFoundLostByARenewalIsNotBegun() {
        Set<String> begun = ConcurrentHashMap.newKeySet();
        relay.start(ScriptedRoute.of("crm", claim -> {
                    begun.add(claim.deliveryId() + "/" + claim.attempt());
                    if (claim.deliveryId().equals("d1")) {
                        pass(release);
                    }
                    return delivered();
                })
                .with(1));
        relay.queue.add("crm", 2);
        eventually(() -> assertThat(relay.queue.count(DeliveryState.IN_FLIGHT)).isEqualTo(2));
        relay.queue.takeOver("d2", Duration.ofMinutes(20));
        relay.time.advance(Duration.ofSeconds(31));
        relay.renew();
        release.countDown();

        relay.awaitState("d1", DeliveryState.DELIVERED);
        assertThat(begun).containsExactly("d1/1");
    }

    @Test
    void aTakenOverDeliveryIsClaimedAgainWhenThatLeaseEnds() {
        relay.start(delivering("crm"));
        relay.awaitState(relay.queue.add("crm"), DeliveryState.DELIVERED);
        relay.configure();
        String id = relay.queue.add("crm");
        relay.queue.claim("a killed process", Map.of("crm", 1), Duration.ofMinutes(2));
        relay.configure(delivering("crm"));
        relay.advance(Duration.ofMinutes(2));

        relay.awaitState(id, DeliveryState.DELIVERED);
        assertThat(relay.queue.attempts(id)).isEqualTo(2);
    }

    @Test
    void oneTransactionWritesTheOutcomesThatGatheredWhileAnotherCommitted() {
        CountDownLatch firstCommit = new CountDownLatch(1);
        MemoryQueue slow = new MemoryQueue(relay.time) {
            private final AtomicInteger commits = new AtomicInteger();

            @Override
            public Set<String> settle(java.util.Collection<Settlement> settlements) {
                if (commits.incrementAndGet() == 1) {
                    firstCommit.countDown();
                    pass(release);
                }
                return super.settle(settlements);
            }
        };
        AtomicInteger done = new AtomicInteger();
        relay.start(slow, ScriptedRoute.of("crm", claim -> {
            done.incrementAndGet();
            return delivered();
        }));
        slow.add("crm");
        pass(firstCommit);
        slow.add("crm", 10);
        eventually(() -> assertThat(done).hasValue(11));
        release.countDown();

        eventually(() -> assertThat(slow.count(DeliveryState.DELIVERED)).isEqualTo(11));
        assertThat(slow.transactionSizes().get(0)).isEqualTo(1);
        // Those that four threads had ready by then go together; each of these may be late with its last.
        assertThat(slow.transactionSizes().size()).isLessThanOrEqualTo(6);
    }

    @Test
    void sharesWorkWithAnotherProcessAndDeliversNothingTwice() {
        Map<String, Integer> effects = new ConcurrentHashMap<>();
        ScriptedRoute crm = ScriptedRoute.of("crm", claim -> {
            effects.merge(claim.deliveryId(), 1, Integer::sum);
            return claim.attempt() == 1 && claim.deliveryId().endsWith("3") ? retry("locked") : delivered();
        });
        relay.start(crm);
        DeliveryEngine other = relay.engine(relay.queue);
        other.start();
        try {
            relay.queue.add("crm", 400);
            relay.awaitCount(DeliveryState.DELIVERED, 360);
            eventually(
                    () -> assertThat(relay.queue.count(DeliveryState.IN_FLIGHT)).isZero());
            relay.advance(Duration.ofSeconds(6));
            relay.awaitCount(DeliveryState.DELIVERED, 400);
        } finally {
            other.stop();
        }
        effects.forEach((id, count) -> assertThat(count).as(id).isEqualTo(id.endsWith("3") ? 2 : 1));
    }

    @Test
    void countsWhatWasDelivered() {
        relay.start(delivering("crm"), delivering("email"));
        relay.queue.add("crm", 3);
        relay.queue.add("email", 2);

        eventually(() -> {
            assertThat(relay.counted("relay.deliveries.delivered", "destination", "crm", "mode", "live"))
                    .isEqualTo(3);
            assertThat(relay.counted("relay.deliveries.delivered", "destination", "email", "mode", "live"))
                    .isEqualTo(2);
        });
        assertThat(relay.meters
                        .get("relay.attempts.finished")
                        .tags("destination", "crm", "outcome", "delivered")
                        .timer()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void aReasonThatIsInNoListDoesNotBecomeATag() {
        relay.start(ScriptedRoute.of("crm", claim -> attempt(new Outcome.Rejected("order 4711 is closed"))));
        String id = relay.queue.add("crm");

        relay.awaitState(id, DeliveryState.PARKED);
        eventually(() -> assertThat(relay.counted("relay.deliveries.parked", "destination", "crm", "reason", "other"))
                .isEqualTo(1));
    }

    @Test
    void usesTheDestinationsOwnScheduleOrTheDefault() {
        relay.with(settings(RetrySchedule.of("0, 1h")))
                .start(
                        ScriptedRoute.of("own", claim -> retry("conflict")).retrying(Duration.ofSeconds(10)),
                        ScriptedRoute.of("plain", claim -> retry("conflict")));
        String own = relay.queue.add("own");
        String plain = relay.queue.add("plain");

        Stream.of(own, plain)
                .forEach(id ->
                        eventually(() -> assertThat(relay.queue.outcomes(id)).hasSize(1)));
        assertThat(relay.queue.dueIn(own)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(relay.queue.dueIn(plain)).isBetween(Duration.ofMinutes(48), Duration.ofMinutes(72));
    }

    private static DeliverySettings settings(RetrySchedule schedule) {
        DeliverySettings plain = EngineFixture.SETTINGS;
        return new DeliverySettings(
                schedule,
                plain.lease(),
                plain.attemptTimeout(),
                plain.drain(),
                plain.pause(),
                plain.throttle(),
                plain.poll());
    }

    static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    static void passIgnoringInterrupts(CountDownLatch latch) {
        boolean passed = false;
        while (!passed) {
            try {
                latch.await();
                passed = true;
            } catch (InterruptedException ignored) {
                passed = latch.getCount() == 0;
            }
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(90, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
