package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.pass;
import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivered;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivering;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The ledger is down, slow, or refuses something. */
@ExtendWith(OutputCaptureExtension.class)
class OutageTest {

    private final EngineFixture relay = new EngineFixture();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        relay.close();
    }

    @Test
    void goesOnWhenTheLedgerIsBackAndSaysSoOnce(CapturedOutput output) {
        AtomicInteger failures = new AtomicInteger();
        MemoryQueue queue = new MemoryQueue(relay.time) {
            @Override
            public synchronized List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
                return counting(() -> super.claim(owner, wanted, lease));
            }

            @Override
            public int releaseAllBut(String owner, Set<String> held) {
                return counting(() -> super.releaseAllBut(owner, held));
            }

            private <T> T counting(Supplier<T> work) {
                try {
                    return work.get();
                } catch (RuntimeException down) {
                    failures.incrementAndGet();
                    throw down;
                }
            }
        };
        queue.down(true);
        relay.start(queue, delivering("crm"));
        String id = queue.add("crm");
        eventually(() -> assertThat(failures).hasValueGreaterThan(3));
        queue.down(false);

        eventually(() -> assertThat(queue.state(id)).isEqualTo(DeliveryState.DELIVERED));
        assertThat(output.toString().split("Claiming deliveries fails", -1)).hasSize(2);
        eventually(() -> assertThat(output.toString().split("Claiming deliveries works again", -1))
                .hasSize(2));
    }

    @Test
    void survivesWhateverAClaimThrows() {
        AtomicInteger calls = new AtomicInteger();
        MemoryQueue queue = new MemoryQueue(relay.time) {
            @Override
            public synchronized List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
                if (calls.incrementAndGet() <= 3) {
                    throw new StackOverflowError("made up");
                }
                return super.claim(owner, wanted, lease);
            }
        };
        relay.start(queue, delivering("crm"));
        String id = queue.add("crm");

        eventually(() -> assertThat(queue.state(id)).isEqualTo(DeliveryState.DELIVERED));
    }

    @Test
    void keepsOutcomesUntilTheLedgerTakesThemAndAttemptsNothingTwice() {
        AtomicInteger effects = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(4);
        relay.start(ScriptedRoute.of("crm", claim -> {
            begun.countDown();
            pass(release);
            effects.incrementAndGet();
            return delivered();
        }));
        relay.queue.add("crm", 4);
        pass(begun);
        relay.queue.down(true);
        release.countDown();
        eventually(() -> assertThat(effects).hasValue(4));
        assertThat(relay.queue.count(DeliveryState.IN_FLIGHT)).isEqualTo(4);
        relay.queue.down(false);

        relay.awaitCount(DeliveryState.DELIVERED, 4);
        assertThat(effects).hasValue(4);
    }

    @Test
    void oneRefusedOutcomeKeepsNoOtherFromBeingWritten() {
        CountDownLatch all = new CountDownLatch(4);
        MemoryQueue queue = new MemoryQueue(relay.time) {
            @Override
            public Set<String> settle(Collection<Settlement> settlements) {
                if (settlements.stream().anyMatch(one -> one.deliveryId().equals("d2") && one.detail() != null)) {
                    throw new IllegalStateException("invalid byte sequence");
                }
                return super.settle(settlements);
            }
        };
        relay.start(queue, ScriptedRoute.of("crm", claim -> {
            all.countDown();
            pass(all);
            return new Attempt(new Outcome.Delivered(null, null), "words", 200, null);
        }));
        queue.add("crm", 4);

        eventually(() -> assertThat(queue.count(DeliveryState.DELIVERED)).isEqualTo(4));
        assertThat(queue.outcomes("d1").get(0).detail()).isEqualTo("words");
        assertThat(queue.outcomes("d2").get(0).detail()).isNull();
    }

    @Test
    void anOutcomeThatCannotBeWrittenAtAllKeepsNoOtherFromBeingWritten() {
        AtomicInteger refused = new AtomicInteger();
        MemoryQueue queue = new MemoryQueue(relay.time) {
            @Override
            public Set<String> settle(Collection<Settlement> settlements) {
                if (settlements.stream().anyMatch(one -> one.deliveryId().equals("d1")) && release.getCount() > 0) {
                    refused.incrementAndGet();
                    throw new LedgerUnavailableException("refused", Duration.ofSeconds(1), null);
                }
                return super.settle(settlements);
            }
        };
        relay.start(queue, delivering("crm"));
        queue.add("crm");
        eventually(() -> assertThat(refused).hasValueGreaterThan(5));
        queue.add("crm", 20);
        eventually(() -> assertThat(queue.count(DeliveryState.DELIVERED)).isEqualTo(20));
        release.countDown();

        eventually(() -> assertThat(queue.state("d1")).isEqualTo(DeliveryState.DELIVERED));
        assertThat(queue.attempts("d1")).isEqualTo(1);
    }

    @Test
    void claimsNoMoreThanItCanRememberWhileOutcomesCannotBeWritten() {
        MemoryQueue queue = new MemoryQueue(relay.time) {
            @Override
            public Set<String> settle(Collection<Settlement> settlements) {
                pass(release);
                return super.settle(settlements);
            }
        };
        AtomicInteger effects = new AtomicInteger();
        relay.start(queue, ScriptedRoute.of("crm", claim -> {
            effects.incrementAndGet();
            return delivered();
        }));
        queue.add("crm", 5_000);
        int most = ClaimLoop.MOST_UNWRITTEN + Throughput.MOST_AHEAD + 8;
        eventually(() -> assertThat(effects).hasValueGreaterThan(ClaimLoop.MOST_UNWRITTEN - 1));
        assertThat(queue.count(DeliveryState.IN_FLIGHT)).isBetween((long) ClaimLoop.MOST_UNWRITTEN, (long) most);
        release.countDown();

        eventually(() -> assertThat(queue.count(DeliveryState.DELIVERED)).isEqualTo(5_000));
        assertThat(effects).hasValue(5_000);
    }

    @Test
    void aFailingRenewalEndsNoAttempt() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.start(ScriptedRoute.waiting("crm", begun, release));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.queue.down(true);
        relay.time.advance(Duration.ofSeconds(45));
        relay.renew();
        relay.queue.down(false);
        relay.renew();
        assertThat(relay.queue.leaseUntil(id)).isEqualTo(relay.time.instant().plusSeconds(120));
        release.countDown();

        relay.awaitState(id, DeliveryState.DELIVERED);
    }
}
