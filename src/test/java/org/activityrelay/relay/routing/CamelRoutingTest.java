package org.activityrelay.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.activityrelay.relay.activity.Activity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CamelRoutingTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Activity RECORD = Activity.of(JsonNodeFactory.instance.objectNode());
    private static final Decision STEP = new Decision("routing", "3-routing.camel.yaml", 7, null);

    private static Rule deliver(String destination, String... arguments) {
        return record -> {
            Evaluation.current().at(STEP);
            Evaluation.current().deliver(destination, "", named(arguments));
        };
    }

    private static SortedMap<String, String> named(String... arguments) {
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            named.put(arguments[i], arguments[i + 1]);
        }
        return named;
    }

    private static Plan plan(boolean mayRunLong, Duration timeout, Rule... rules) {
        try (CamelRouting routing = new CamelRouting(List.of(rules), mayRunLong, timeout, "hash")) {
            return routing.plan(RECORD);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unitesTheRulesInTheirOrder(boolean mayRunLong) {
        Plan plan = plan(mayRunLong, LONG, deliver("b"), deliver("a"), deliver("b"));
        assertThat(plan.deliveries()).extracting(PlannedDelivery::destination).containsExactly("b", "a");
        assertThat(plan.unrouted()).isNull();
        assertThat(plan.configurationHash()).isEqualTo("hash");
    }

    @Test
    void saysWhenNoRuleMatched() {
        assertThat(plan(false, LONG, record -> {}).unrouted()).isEqualTo(UnroutedReason.NO_RULE_MATCHED);
    }

    @Test
    void plansEqualDeliveriesOnceAndOthersNotAtAll() {
        assertThat(plan(false, LONG, deliver("a", "x", "1"), deliver("a", "x", "1"))
                        .deliveries())
                .hasSize(1);

        Plan conflict = plan(false, LONG, deliver("b"), deliver("a", "x", "1"), deliver("a", "x", "2"));
        assertThat(conflict.deliveries()).isEmpty();
        assertThat(conflict.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(conflict.detail())
                .isEqualTo("destination a is planned with different arguments at 3-routing.camel.yaml:7 and at"
                        + " 3-routing.camel.yaml:7: give one of them its own part");
    }

    @Test
    void keepsPartsApart() {
        Rule second = record -> Evaluation.current().deliver("a", "second", named("x", "2"));
        assertThat(plan(false, LONG, deliver("a", "x", "1"), second).deliveries())
                .extracting(PlannedDelivery::part)
                .containsExactly("", "second");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void discardsThePlanOfARuleThatThrows(boolean mayRunLong) {
        Plan plan = plan(mayRunLong, LONG, deliver("a"), record -> {
            throw new IllegalArgumentException("phone +49 30 555010");
        });
        assertThat(plan.deliveries()).isEmpty();
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.failedAt()).isEqualTo(STEP);
        assertThat(plan.detail()).isEqualTo("IllegalArgumentException");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void survivesARuleThatRecursesForEver(boolean mayRunLong) {
        Rule endless = new Rule() {
            @Override
            public void evaluate(Activity activity) throws Exception {
                evaluate(activity);
            }
        };
        assertThat(plan(mayRunLong, LONG, endless).detail()).isEqualTo("StackOverflowError");
    }

    @Test
    void givesARuleUpThatTakesTooLong() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Plan plan = plan(true, Duration.ofSeconds(1), deliver("a"), record -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(plan.deliveries()).isEmpty();
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
        assertThat(plan.detail()).isEqualTo("took longer than 1000 ms");
        assertThat(plan.failedAt()).isEqualTo(STEP);
        await().until(() -> interrupted.getCount() == 0);
    }

    @Test
    void goesOnWithOtherRecordsWhileRulesAreStuck() {
        AtomicBoolean stuck = new AtomicBoolean(true);
        AtomicBoolean stubborn = new AtomicBoolean(true);
        Rule rule = record -> {
            while (stuck.get() && stubborn.get()) {
                Thread.onSpinWait();
            }
            Evaluation.current().deliver("a", "", named());
        };
        try (CamelRouting routing = new CamelRouting(List.of(rule), true, SHORT, "hash")) {
            assertThat(routing.plan(RECORD).unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
            stubborn.set(false);
            await().untilAsserted(
                            () -> assertThat(routing.plan(RECORD).deliveries()).hasSize(1));

            stubborn.set(true);
            await().until(() -> routing.plan(RECORD).detail().startsWith("the rules do not end for"));

            stuck.set(false);
            await().untilAsserted(
                            () -> assertThat(routing.plan(RECORD).deliveries()).hasSize(1));
        }
    }

    @Test
    void answersWhenItsCallerIsInterrupted() {
        Thread.currentThread().interrupt();
        Plan plan = plan(true, LONG, deliver("a"), record -> new CountDownLatch(1).await());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(plan.unrouted()).isEqualTo(UnroutedReason.ROUTING_FAILED);
    }

    @Test
    void knowsNoEvaluationOutsideRouting() {
        plan(false, LONG, deliver("a"));
        assertThat(Evaluation.current()).isNull();
    }
}
