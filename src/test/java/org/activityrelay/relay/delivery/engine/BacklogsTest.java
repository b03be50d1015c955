package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @Test
    void showsWhatIsPausedAndEndsWithItsRun() {
        MemoryStates states = new MemoryStates(Clock.systemUTC());
        Map<String, DestinationRoute> routes =
                Map.of("crm", ScriptedRoute.delivering("crm"), "email", ScriptedRoute.delivering("email"));
        Backlogs backlogs = new Backlogs(states, () -> routes, new FakeTime().time(), meters);
        states.pause("crm", "the CRM moves", "anna");
        backlogs.sample();
        assertThat(gauge("relay.destinations.paused", "crm")).isEqualTo(1);
        assertThat(gauge("relay.destinations.paused", "email")).isZero();
        assertThat(gauge("relay.destinations.missing", "crm")).isZero();

        states.resume("crm", "anna");
        backlogs.sample();
        assertThat(gauge("relay.destinations.paused", "crm")).isZero();
        backlogs.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void tellsHowManyWaitForADestinationThatIsMissing() {
        try (LedgerFixture ledger = LedgerFixture.open("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null)) {
            ledger.store("removed");
            Backlogs backlogs =
                    new Backlogs(ledger.destinations(), Map::of, new Time(Clock.systemUTC(), System::nanoTime), meters);
            backlogs.sample();
            assertThat(backlogs.missing()).containsExactly(Map.entry("removed", 1));
            assertThat(gauge("relay.destinations.missing", "removed")).isEqualTo(1);
            assertThat(gauge("relay.deliveries.waiting", "removed")).isEqualTo(1);
            assertThat(gauge("relay.deliveries.waiting.age", "removed")).isBetween(0.0, 60.0);
        }
    }

    private double gauge(String name, String destination) {
        return meters.get(name).tag("destination", destination).gauge().value();
    }
}
