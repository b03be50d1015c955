package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.pass;
import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.passIgnoringInterrupts;
import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.attempt;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivered;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivering;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service is told to stop. */
class StoppingTest {

    private final EngineFixture relay = new EngineFixture();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        relay.close();
    }

    @Test
    void letsRunningAttemptsFinishAndGivesBackTheRest() {
        ScriptedRoute crm = ScriptedRoute.of("crm", claim -> {
                    pass(release);
                    return delivered();
                })
                .with(2);
        relay.start(crm);
        relay.queue.add("crm", 10);
        eventually(() -> assertThat(crm.running()).hasValue(2));
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(relay.engine()::stop);
        relay.awaitCount(DeliveryState.PENDING, 8);
        assertThat(stopping).isNotDone();
        release.countDown();

        stopping.join();
        assertThat(relay.queue.count(DeliveryState.DELIVERED)).isEqualTo(2);
        assertThat(relay.queue.attempts("d10")).isZero();
        assertThat(crm.mostRunning()).hasValue(2);
        assertThat(relay.engine().isRunning()).isFalse();
    }

    @Test
    void interruptsWhatOutlastsTheDrainAndParksNothingForIt() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.with(draining(Duration.ZERO))
                .start(ScriptedRoute.of("crm", claim -> {
                            begun.countDown();
                            try {
                                release.await();
                                return delivered();
                            } catch (InterruptedException interrupted) {
                                return attempt(new Outcome.Retry("interrupted", null, false));
                            }
                        })
                        .retrying(Duration.ZERO));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.engine().stop();

        Settlement outcome = relay.queue.outcomes(id).get(0);
        assertThat(outcome.next()).isEqualTo(DeliveryState.PENDING);
        assertThat(outcome.reason()).isEqualTo("interrupted");
        assertThat(outcome.outcome()).isEqualTo("retry");
        assertThat(outcome.retryIn()).isLessThanOrEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void settlesWhatIgnoresTheInterruptAsAmbiguous() {
        CountDownLatch begun = new CountDownLatch(1);
        relay.with(draining(Duration.ZERO)).start(ScriptedRoute.of("crm", claim -> {
            begun.countDown();
            passIgnoringInterrupts(release);
            return delivered();
        }));
        String id = relay.queue.add("crm");
        pass(begun);
        relay.engine().stop();

        assertThat(relay.queue.outcomes(id).get(0).outcome()).isEqualTo("ambiguous");
        assertThat(relay.queue.outcomes(id).get(0).reason()).isEqualTo("interrupted");
        assertThat(relay.queue.state(id)).isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void writesEveryOutcomeBeforeItHasStopped() {
        CountDownLatch firstCommit = new CountDownLatch(1);
        MemoryQueue slow = new MemoryQueue(relay.time) {
            @Override
            public Set<String> settle(Collection<Settlement> settlements) {
                firstCommit.countDown();
                pass(release);
                return super.settle(settlements);
            }
        };
        ScriptedRoute crm = delivering("crm");
        relay.start(slow, crm);
        slow.add("crm", 4);
        pass(firstCommit);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(relay.engine()::stop);
        release.countDown();
        stopping.join();

        assertThat(slow.count(DeliveryState.IN_FLIGHT)).isZero();
        assertThat(slow.count(DeliveryState.DELIVERED) + slow.count(DeliveryState.PENDING))
                .isEqualTo(4);
    }

    @Test
    void claimsNothingOnceStopped() {
        relay.start(delivering("crm"));
        relay.engine().stop();
        String id = relay.queue.add("crm");

        assertThat(relay.queue.state(id)).isEqualTo(DeliveryState.PENDING);
        relay.engine().start();
        relay.awaitState(id, DeliveryState.DELIVERED);
    }

    @Test
    void stopsAlthoughTheLedgerIsDown() {
        relay.with(draining(Duration.ZERO)).start(delivering("crm"));
        relay.awaitState(relay.queue.add("crm"), DeliveryState.DELIVERED);
        relay.queue.down(true);
        relay.engine().stop();

        assertThat(relay.engine().isRunning()).isFalse();
    }

    @Test
    void startsAfterTheContextsAndStopsBeforeThem() {
        assertThat(relay.engine(relay.queue).getPhase()).isEqualTo(1_100);
        assertThat(relay.engine(relay.queue).isAutoStartup()).isTrue();
    }

    private static DeliverySettings draining(Duration drain) {
        DeliverySettings plain = EngineFixture.SETTINGS;
        return new DeliverySettings(
                plain.retry(),
                plain.lease(),
                Duration.ofSeconds(1),
                drain,
                plain.pause(),
                plain.throttle(),
                plain.poll());
    }
}
