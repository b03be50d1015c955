package org.activityrelay.relay.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round of deleting by age; ages below zero make everything old. */
class PurgeTest {

    private static final Duration OLD = Duration.ofDays(-1);
    private static final Duration YOUNG = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Instant> asked = new ArrayList<>();
    private LedgerFixture it;

    @BeforeEach
    void open() {
        it = LedgerFixture.open("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null);
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void purgesEverythingThatIsOldEnoughInSteps() throws Exception {
        for (int i = 0; i < 25; i++) {
            it.call("+14155550100", "crm");
        }
        deliverAll();
        String waiting = it.call("+14155550100", "crm");

        purge(OLD, YOUNG, Duration.ZERO).round();

        assertThat(it.records().find(waiting)).isPresent();
        assertThat(it.erasures().find(new Subject(null, "+14155550100", null, null)))
                .hasSize(1);
    }

    @Test
    void waitsForItsTime() throws Exception {
        purge(OLD, YOUNG, Duration.ZERO).round();
        String stored = it.call("+14155550100", "crm");
        deliverAll();

        purge(OLD, YOUNG, Duration.ZERO).round();

        assertThat(it.records().find(stored))
                .as("another process's round is not due yet")
                .isPresent();
    }

    @Test
    void countsWhatWillBeGoneBeforeLong() throws Exception {
        it.call("+14155550100", "crm");
        it.queue().claim("a", Map.of("crm", 9), Duration.ofMinutes(1)).forEach(claim -> it.queue()
                .settle(List.of(LedgerFixture.parked(claim))));

        purge(OLD, YOUNG, Duration.ofDays(2)).round();

        assertThat(meters.get(Purge.EXPIRING).tag("kind", "parked").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get(Purge.EXPIRING).tag("kind", "unrouted").gauge().value())
                .isZero();
    }

    @Test
    void asksEveryPlaceForWhatIsOlderByTheDatabasesClock() throws Exception {
        Instant before = it.retention().now();

        purge(Duration.ofDays(1), Duration.ofDays(2), Duration.ZERO).round();

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0))
                .isBetween(before.minus(Duration.ofDays(1)), it.retention().now());
        assertThat(Duration.between(asked.get(1), asked.get(0))).isEqualTo(Duration.ofDays(1));
    }

    private void deliverAll() {
        it.queue().claim("a", Map.of("crm", 100), Duration.ofMinutes(1)).forEach(claim -> it.queue()
                .settle(List.of(LedgerFixture.delivered(claim))));
    }

    private Purge purge(Duration settled, Duration parked, Duration warning) {
        RetentionSettings settings =
                new RetentionSettings(settled, parked, warning, YOUNG, YOUNG, Duration.ofHours(1), 10);
        return new Purge(it.retention(), List.of(new Place()), settings, meters);
    }

    private final class Place implements Copies {

        @Override
        public String place() {
            return "files";
        }

        @Override
        public Optional<Integer> erase(Traces traces, boolean onlyCount) {
            return Optional.empty();
        }

        @Override
        public int purge(Instant settled, Instant open) {
            asked.add(settled);
            asked.add(open);
            return 1;
        }
    }
}
