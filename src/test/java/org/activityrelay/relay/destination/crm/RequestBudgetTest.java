package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.activityrelay.relay.destination.CrmSettings;
import org.activityrelay.relay.destination.MemoryRequestCounts;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Evening clock = new Evening();
    private final RequestBudget budget = new RequestBudget(() -> new MemoryRequestCounts(clock), clock, meters);

    /** Half past eleven at night, UTC, and later. */
    private static final class Evening extends Clock {

        private Instant now = Instant.parse("2026-03-01T23:30:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void theMetricSaysWhatIsUsedOfTheBudgetUntilTheDayEnds() {
        CrmSettings.Budget four = new CrmSettings.Budget(4, 80);
        budget.spend("crm", four);

        assertThat(used()).isEqualTo(0.25);
        clock.pass(Duration.ofMinutes(29));
        assertThat(used()).isEqualTo(0.25);
        clock.pass(Duration.ofMinutes(1));
        assertThat(used()).as("nothing has been sent on the new day").isZero();
    }

    @Test
    void theMetricSaysWhatTheCrmToldOfItsOwnLimitForADay() {
        budget.told("crm", new CrmSettings.Budget(null, 80), new Crm.Allowance(90, 100));

        clock.pass(Duration.ofHours(23));
        assertThat(used()).isEqualTo(0.9);
        clock.pass(Duration.ofHours(1));
        assertThat(used()).isZero();
    }

    private double used() {
        return meters.get("relay.quota.used").tag("destination", "crm").gauge().value();
    }
}
