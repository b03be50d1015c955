package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RetrySchedule;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Settlement;
import org.junit.jupiter.api.Test;

class SettlementPolicyTest {

    static final RetrySchedule DEFAULT = RetrySchedule.of("0, 5s, 30s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 24h");
    private static final DeliverySettings SETTINGS = new DeliverySettings(
            DEFAULT,
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    @Test
    void spreadsOverTheWholeFifth() {
        Outcome failed = new Outcome.Retry("conflict", null, false);
        assertThat(settle(always(0.0), 1, failed).retryIn()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settle(always(0.5), 1, failed).retryIn()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settle(always(1.0), 1, failed).retryIn()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void honoursAReceiversWishUpToADay() {
        Settlement settlement = settle(always(0.5), 1, new Outcome.Retry("unavailable", Duration.ofDays(3), false));
        assertThat(settlement.retryIn()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void isNotDueBeforeTheRestIsOverThatItBegan() {
        Outcome failed = new Outcome.Retry("server_error", null, false);
        assertThat(settle(always(0.5), 1, failed, Duration.ofSeconds(30)).retryIn())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settle(always(0.5), 1, failed, Duration.ofSeconds(3)).retryIn())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void parksAfterTheLastAttemptWithTheReason() {
        Settlement settlement = settle(always(0.5), 11, new Outcome.Retry("server_error", null, true));
        assertThat(settlement.next()).isEqualTo(DeliveryState.PARKED);
        assertThat(settlement.retryIn()).isNull();
        assertThat(settlement.outcome()).isEqualTo("ambiguous");
        assertThat(settlement.reason()).isEqualTo("server_error");
        assertThat(settlement.detail()).isEqualTo("Given up after 11 attempts. said the receiver");
    }

    @Test
    void aPauseIsARetryAfterItsTime() {
        Settlement plain = settle(always(0.5), 1, new Outcome.Pause("unauthorized", null));
        assertThat(plain.next()).isEqualTo(DeliveryState.PENDING);
        assertThat(plain.outcome()).isEqualTo("pause");
        assertThat(plain.reason()).isEqualTo("unauthorized");
        assertThat(plain.retryIn()).isEqualTo(Duration.ofMinutes(5));

        Settlement longer = settle(always(0.5), 1, new Outcome.Pause("unauthorized", Duration.ofHours(1)));
        assertThat(longer.retryIn()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aSpentBudgetNeverParks() {
        for (int attempt : List.of(1, 11, 40)) {
            Duration tomorrow = Duration.ofHours(7);
            Settlement settlement = settle(always(0.5), attempt, new Outcome.Pause("quota_spent", tomorrow));
            assertThat(settlement.next()).isEqualTo(DeliveryState.PENDING);
            assertThat(settlement.retryIn()).isGreaterThanOrEqualTo(tomorrow);
        }
    }

    @Test
    void nothingSentIsAnOutcomeOfItsOwn() {
        Settlement settlement = settle(always(0.5), 1, new Outcome.Rejected("nothing_sent"));
        assertThat(settlement.next()).isEqualTo(DeliveryState.PARKED);
        assertThat(settlement.outcome()).isEqualTo("nothing_sent");
        assertThat(settlement.reason()).isEqualTo("nothing_sent");
    }

    @Test
    void anInterruptionNeverParksAndNeverWaitsForHours() {
        for (int attempt : List.of(1, 8, 11, 40)) {
            Settlement settlement = settle(always(0.5), attempt, new Outcome.Retry("interrupted", null, false));
            assertThat(settlement.next()).isEqualTo(DeliveryState.PENDING);
            assertThat(settlement.retryIn()).isEqualTo(Duration.ofSeconds(5));
        }
    }

    @Test
    void saysWhichOutcomesHoldTheWholeDestination() {
        SettlementPolicy policy = new SettlementPolicy(SETTINGS, always(0.5));
        Duration minute = Duration.ofMinutes(1);
        Map<Outcome, Hold> holding = Map.of(
                new Outcome.Pause("unauthorized", null), new Hold("unauthorized", SETTINGS.pause(), true),
                new Outcome.Pause("missing_table", minute), new Hold("missing_table", minute, true),
                new Outcome.Retry("rate_limited", minute, false), new Hold("rate_limited", minute, false),
                new Outcome.Retry("rate_limited", null, false), new Hold("rate_limited", SETTINGS.throttle(), false),
                new Outcome.Retry("unavailable", minute, false), new Hold("unavailable", minute, false));
        holding.forEach((outcome, hold) -> assertThat(policy.hold(outcome)).contains(hold));

        List.of(
                        new Outcome.Delivered("1", null),
                        new Outcome.Rejected("forbidden"),
                        new Outcome.Retry("unavailable", null, false),
                        new Outcome.Retry("greylisted", minute, false),
                        new Outcome.Retry("connection_refused", null, false))
                .forEach(outcome -> assertThat(policy.hold(outcome)).isEmpty());
    }

    static Settlement settle(RandomGenerator random, int attempt, Outcome outcome) {
        return settle(random, attempt, outcome, Duration.ZERO);
    }

    private static Settlement settle(RandomGenerator random, int attempt, Outcome outcome, Duration rest) {
        Activity activity = Activity.of(JsonNodeFactory.instance.objectNode());
        Claim claim = new Claim(
                "d",
                "a",
                "crm",
                "",
                new TreeMap<>(),
                activity,
                1,
                attempt,
                attempt,
                "k",
                "k/1",
                null,
                Instant.EPOCH,
                Instant.EPOCH);
        return new SettlementPolicy(SETTINGS, random)
                .settle(
                        claim,
                        ScriptedRoute.delivering("crm"),
                        new Attempt(outcome, "said the receiver", 500, null),
                        rest,
                        Instant.EPOCH,
                        Duration.ofMillis(3));
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void writesDownHowItWasSent() {
        Settlement settlement = settle(always(0.5), 3, new Outcome.Delivered("00Q1", "https://crm.example.com/00Q1"));
        assertThat(settlement.next()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(settlement.attempt()).isEqualTo(3);
        assertThat(settlement.mode()).isEqualTo(Mode.LIVE);
        assertThat(settlement.statusCode()).isEqualTo(500);
        assertThat(settlement.took()).isEqualTo(Duration.ofMillis(3));
    }
}
