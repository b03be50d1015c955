package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.activityrelay.relay.destination.CrmSettings;
import org.activityrelay.relay.destination.MemoryRequestCounts;
import org.activityrelay.relay.destination.http.SettableClock;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** Half past eleven at night. */
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T23:30:00Z"));

    private final RequestBudget budget = new RequestBudget(() -> new MemoryRequestCounts(clock), clock, meters);

    @Test
    void theMetricSaysWhatIsUsedOfTheBudgetUntilTheDayEnds() {
        CrmSettings.Budget four = new CrmSettings.Budget(4, 80);
        budget.spend("crm", four);

        assertThat(used()).isEqualTo(0.25);
        clock.advance(Duration.ofMinutes(29));
        assertThat(used()).isEqualTo(0.25);
        clock.advance(Duration.ofMinutes(1));
        assertThat(used()).as("nothing has been sent on the new day").isZero();
    }

    @Test
    void theMetricSaysWhatTheCrmToldOfItsOwnLimitForADay() {
        budget.told("crm", new CrmSettings.Budget(null, 80), new Crm.Allowance(90, 100));

        clock.advance(Duration.ofHours(23));
        assertThat(used()).isEqualTo(0.9);
        clock.advance(Duration.ofHours(1));
        assertThat(used()).isZero();
    }

    private double used() {
        return meters.get("relay.quota.used").tag("destination", "crm").gauge().value();
    }
}
