package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.parked;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.Audit.Noted;
import org.activityrelay.relay.ledger.DestinationStates.Kind;
import org.activityrelay.relay.ledger.DestinationStates.Pause;
import org.activityrelay.relay.ledger.DestinationStates.Tally;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pauses promise over all processes and restarts, on every database. */
abstract class DestinationStatesContract {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration INSTANT = Duration.ofMillis(1);

    private TestDatabase database;
    private LedgerFixture it;
    private DestinationStates states;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        database = database();
        it = new LedgerFixture(database.settings());
        states = it.destinations();
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void aRestLastsAsLongAsItSaysAndThroughARestart() {
        states.hold("crm", Kind.REST, "rate_limited", LONG);
        it.close();
        it = new LedgerFixture(database.settings());
        states = it.destinations();

        Pause pause = states.pause("crm").orElseThrow();
        assertThat(pause.reason()).isEqualTo("rate_limited");
        assertThat(pause.by()).isNull();
        assertThat(pause.left()).isBetween(LONG.minusMinutes(1), LONG);
        // Both are told by how long ago they are, in milliseconds, cut.
        assertThat(pause.until()).isCloseTo(pause.since().plus(LONG), within(2, ChronoUnit.MILLIS));
        assertThat(states.pause("email")).isEmpty();
    }

    @Test
    void aRestEndsByItself() {
        states.hold("crm", Kind.REST, "rate_limited", INSTANT);

        Awaitility.await().untilAsserted(() -> assertThat(states.pauses()).isEmpty());
    }

    @Test
    void aShorterRestDoesNotEndALongerOne() {
        states.hold("crm", Kind.REST, "rate_limited", LONG);
        states.hold("crm", Kind.REST, "unavailable", INSTANT);

        assertThat(states.pauses()).extracting(Pause::reason).containsExactly("rate_limited");
    }

    @Test
    void aPauseByHandLastsUntilItIsResumedWhateverElseHappens() {
        states.hold("crm", Kind.TROUBLE, "unauthorized", LONG);
        states.pause("crm", "the CRM moves", "anna");
        states.hold("crm", Kind.REST, "rate_limited", LONG);
        states.recovered("crm");
        states.corrected("crm");

        Pause pause = states.pause("crm").orElseThrow();
        assertThat(pause.kind()).isEqualTo(Kind.HAND);
        assertThat(pause.reason()).isEqualTo("the CRM moves");
        assertThat(pause.by()).isEqualTo("anna");
        assertThat(pause.until()).isNull();
        assertThat(pause.left()).isNull();
        assertThat(states.resume("crm", "berta")).isTrue();
        assertThat(states.pauses()).isEmpty();
        assertThat(states.resume("crm", "berta")).isFalse();
    }

    @Test
    void notesWhoPausedAndWhoResumed() {
        states.pause("crm", "the CRM moves", "anna");
        states.resume("crm", "berta");
        states.resume("crm", "carla");

        assertThat(it.audit.list(null, 10))
                .extracting(Noted::deed)
                .extracting(deed -> deed.who() + " " + deed.action() + " "
                        + deed.filter().get("destination").asText() + " " + deed.detail())
                .containsExactly("berta resume crm null", "anna pause crm the CRM moves");
    }

    @Test
    void oneProcessAtATimeProbesAndOnlyWhenThePauseIsOver() {
        states.hold("crm", Kind.TROUBLE, "failure_rate", LONG);
        assertThat(states.probe("crm", "one", LONG)).isFalse();
        states.corrected("crm");
        states.hold("crm", Kind.TROUBLE, "failure_rate", INSTANT);

        Awaitility.await().until(() -> states.probe("crm", "one", LONG));
        assertThat(states.probe("crm", "two", LONG)).isFalse();
        assertThat(states.probe("crm", "one", LONG)).as("renewed").isTrue();
        states.endProbe("crm", "two");
        assertThat(states.probe("crm", "two", LONG)).isFalse();
        states.endProbe("crm", "one");
        assertThat(states.probe("crm", "two", INSTANT)).isTrue();
        Awaitility.await().until(() -> states.probe("crm", "one", LONG));
    }

    @Test
    void troubleLastsUntilAProbeSucceeds() {
        states.hold("crm", Kind.TROUBLE, "failure_rate", INSTANT);
        Awaitility.await().until(() -> states.probe("crm", "one", LONG));
        Instant since = states.pause("crm").orElseThrow().since();
        states.hold("crm", Kind.REST, "rate_limited", INSTANT);

        Awaitility.await().until(() -> states.probe("crm", "two", LONG));
        assertThat(states.pause("crm").orElseThrow().since()).isEqualTo(since);
        states.recovered("crm");
        assertThat(states.pauses()).isEmpty();
        assertThat(states.probe("crm", "two", LONG)).isFalse();
    }

    @Test
    void reservesOneSlotAnIntervalOverAllProcesses() {
        Duration interval = Duration.ofMinutes(1);
        assertThat(states.reserve("crm", 5, interval, Duration.ofMinutes(2)))
                .as("a short burst")
                .isEqualTo(3);
        assertThat(states.reserve("crm", 5, interval, Duration.ofMinutes(2))).isZero();
        states.giveBack("crm", 2, interval);
        assertThat(states.reserve("crm", 1, interval, Duration.ofMinutes(2))).isEqualTo(1);
        assertThat(states.reserve("crm", 5, interval, Duration.ofMinutes(2))).isEqualTo(1);
        assertThat(states.reserve("email", 1, interval, Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void waitsNoLongerThanAnIntervalWhenTheClockWasSetBack() throws Exception {
        Duration interval = Duration.ofMillis(1);
        assertThat(states.reserve("crm", 1, interval, Duration.ZERO)).isEqualTo(1);
        it.execute("update destination set next_slot_at = next_slot_at + 3600000000 where name = 'crm'");

        states.reserve("crm", 1, interval, Duration.ZERO);
        await().until(() -> states.reserve("crm", 1, interval, Duration.ZERO) == 1);
    }

    @Test
    void pausesLastNoLongerWhenTheClockWasSetBack() throws Exception {
        states.hold("crm", Kind.TROUBLE, "failure_rate", LONG);
        states.hold("email", Kind.REST, "rate_limited", LONG);
        states.pause("webhook", "it moves", "anna");
        it.execute("update destination set paused_at = paused_at + 86400000, changed_at = changed_at + 86400000,"
                + " paused_until = case when paused_until < 9000000000000000 then paused_until + 86400000"
                + " else paused_until end");
        assertThat(states.pause("crm").orElseThrow().left()).isGreaterThan(Duration.ofHours(23));

        states.followClock(LONG);
        for (String name : List.of("crm", "email")) {
            Pause pause = states.pause(name).orElseThrow();
            assertThat(pause.left()).isBetween(LONG.minusMinutes(1), LONG);
            assertThat(pause.since()).isBefore(Instant.now().plusSeconds(5));
        }
        assertThat(states.pause("webhook").orElseThrow().until()).isNull();
    }

    @Test
    void aProbeIsNotKeptWaitingByAClockThatWasSetBack() throws Exception {
        states.hold("crm", Kind.TROUBLE, "failure_rate", INSTANT);
        await().until(() -> states.probe("crm", "killed", LONG));
        it.execute("update destination set probe_until = probe_until + 86400000");

        assertThat(states.probe("crm", "other", LONG)).isTrue();
    }

    @Test
    void processesTellEachOtherHowAttemptsEnded() throws Exception {
        Map<String, Tally> first = Map.of("crm", new Tally(5, 4), "email", new Tally(2, 0));
        assertThat(states.share("one", first, LONG)).isEmpty();
        if (it.open.database().isExclusive()) {
            assertThat(states.share("two", Map.of(), LONG))
                    .as("there can be no other")
                    .isEmpty();
            return;
        }
        states.share("two", Map.of("crm", new Tally(3, 3)), LONG);
        assertThat(states.share("three", Map.of(), LONG))
                .containsOnly(Map.entry("crm", new Tally(8, 7)), Map.entry("email", new Tally(2, 0)));
        states.share("one", Map.of("crm", new Tally(6, 4)), LONG);
        assertThat(states.share("two", Map.of(), LONG)).containsEntry("crm", new Tally(6, 4));

        states.hold("crm", Kind.TROUBLE, "failure_rate", LONG);
        assertThat(states.share("three", Map.of(), LONG)).containsOnlyKeys("email");
        states.share("one", Map.of("crm", new Tally(1, 1)), LONG);
        states.resume("crm", "anna");
        assertThat(states.share("three", Map.of(), LONG)).containsOnlyKeys("email");

        it.execute("update attempt_tally set told_at = told_at - 1200000");
        assertThat(states.share("three", Map.of(), LONG)).as("a killed process").isEmpty();
    }

    @Test
    void countsWhatWaitsAndWhatIsParked() {
        Instant before = Instant.now().minusSeconds(1);
        for (int i = 0; i < 3; i++) {
            it.accept(record(newId()), "crm", "email");
        }
        it.queue.settle(List.of(parked(it.claim("me", "crm").get(0))));

        assertThat(states.awaited()).containsExactlyInAnyOrder("crm", "email");
        assertThat(states.backlog("crm").waiting()).as("two are in flight").isEqualTo(2);
        assertThat(states.backlog("crm").parked()).isEqualTo(1);
        assertThat(states.backlog("crm").oldest())
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(states.backlog("email").waiting()).isEqualTo(3);
        assertThat(states.backlog("none")).isEqualTo(new DestinationStates.Backlog(0, null, 0));
    }
}
