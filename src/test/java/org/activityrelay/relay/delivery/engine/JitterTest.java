package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.SettlementPolicyTest.DEFAULT;
import static org.activityrelay.relay.delivery.engine.SettlementPolicyTest.settle;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.activityrelay.relay.delivery.Outcome;

class JitterTest {

    @Property(seed = "1")
    void spreadsEachWaitByAFifthAndNoMore(@ForAll @IntRange(min = 1, max = 10) int attempt, @ForAll long seed) {
        Duration wait = DEFAULT.waits().get(attempt);
        Duration retryIn = settle(new Random(seed), attempt, new Outcome.Retry("server_error", null, false))
                .retryIn();

        assertThat(retryIn)
                .isBetween(
                        wait.multipliedBy(8).dividedBy(10),
                        wait.multipliedBy(12).dividedBy(10));
    }

    @Property(seed = "1")
    void isNeverEarlierThanTheReceiverAskedFor(
            @ForAll @IntRange(min = 1, max = 10) int attempt,
            @ForAll @LongRange(min = 0, max = 86_400) long seconds,
            @ForAll long seed) {
        Duration after = Duration.ofSeconds(seconds);
        Duration retryIn = settle(new Random(seed), attempt, new Outcome.Retry("rate_limited", after, false))
                .retryIn();

        assertThat(retryIn).isGreaterThanOrEqualTo(after);
        assertThat(retryIn)
                .isGreaterThanOrEqualTo(
                        DEFAULT.waits().get(attempt).multipliedBy(8).dividedBy(10));
    }
}
