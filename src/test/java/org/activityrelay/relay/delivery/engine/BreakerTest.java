package org.activityrelay.relay.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.ledger.DestinationStates.Tally;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Outcome FAILED = new Outcome.Retry("server_error", null, false);
    private static final Outcome DOUBTED = new Outcome.Retry("read_timeout", null, true);
    private static final Outcome REFUSED = new Outcome.Rejected("unprocessable");
    private static final Outcome FORBIDDEN = new Outcome.Rejected("forbidden");

    private final FakeTime time = new FakeTime();
    private final Breaker breaker = new Breaker(
            new BreakerSettings(10, 70, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 5),
            Duration.ofMinutes(7),
            time.time());

    @Test
    void opensWhenSevenOfTenFailed() {
        assertThat(times(3, REFUSED)).isEmpty();
        assertThat(times(6, DOUBTED)).isEmpty();
        assertThat(ended(FAILED)).contains(new Hold("failure_rate", Duration.ofSeconds(30), true));
    }

    @Test
    void countsWhatOtherProcessesTell() {
        assertThat(breaker.others(new Tally(6, 6))).isEmpty();
        assertThat(times(3, FAILED)).isEmpty();
        assertThat(breaker.tally()).isEqualTo(new Tally(3, 3));
        assertThat(ended(FAILED)).contains(new Hold("failure_rate", Duration.ofSeconds(30), true));
        assertThat(breaker.tally()).as("the next ones count from nothing").isEqualTo(Tally.NONE);

        assertThat(times(3, FAILED)).isEmpty();
        assertThat(breaker.others(new Tally(100, 0)))
                .as("it works for the others")
                .isEmpty();
        assertThat(breaker.others(new Tally(7, 7))).isPresent();
    }

    @Test
    void whatNeverReachedTheDestinationSaysNothingOfIt() {
        assertThat(times(6, FAILED)).isEmpty();
        assertThat(times(100, new Outcome.Rejected("mapping_failed"))).isEmpty();
        assertThat(times(100, new Outcome.Rejected("nothing_sent"))).isEmpty();
        assertThat(times(100, new Outcome.Retry("destination_missing", null, false)))
                .isEmpty();
        assertThat(times(3, FAILED)).isEmpty();
        assertThat(ended(FAILED)).isPresent();
    }

    @Test
    void pausesAsLongAsItWouldHadItProbedAllTheTime() {
        breaker.paused(Duration.ofSeconds(31));
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofSeconds(60));
        breaker.reset();
        breaker.paused(Duration.ofSeconds(95));
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofSeconds(120));
        breaker.paused(Duration.ofDays(400));
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void staysClosedWhenFewerFailed() {
        assertThat(times(4, REFUSED)).isEmpty();
        assertThat(times(9, FAILED)).isEmpty();
        assertThat(ended(FAILED)).isPresent();
    }

    @Test
    void refusalsOfSingleRecordsAreNoFailures() {
        assertThat(times(100, REFUSED)).isEmpty();
    }

    @Test
    void aStoppingServiceIsNoFailureOfTheDestination() {
        assertThat(times(100, new Outcome.Retry("interrupted", null, true))).isEmpty();
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        assertThat(times(9, FAILED)).isEmpty();
        time.advance(Duration.ofMinutes(5).plusMillis(1));
        assertThat(times(9, FAILED)).isEmpty();
        assertThat(ended(FAILED)).isPresent();
    }

    @Test
    void aFailedProbePausesTwiceAsLongUpToTheLongest() {
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofSeconds(60));
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofSeconds(120));
        for (int i = 0; i < 100; i++) {
            probe(FAILED);
        }
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofMinutes(5));
        ended(REFUSED);
        assertThat(probe(FAILED).length()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void pausesWhenFiveInteractionsInARowAreForbidden() {
        assertThat(times(4, FORBIDDEN)).isEmpty();
        assertThat(breaker.ended(FORBIDDEN, "call 0", false))
                .as("the same again")
                .isEmpty();
        ended(REFUSED);
        assertThat(times(4, FORBIDDEN)).isEmpty();
        assertThat(ended(FORBIDDEN)).contains(new Hold("forbidden", Duration.ofMinutes(7), true));
    }

    private Optional<Hold> times(int count, Outcome outcome) {
        Optional<Hold> last = Optional.empty();
        for (int i = 0; i < count && last.isEmpty(); i++) {
            last = breaker.ended(outcome, "call " + i, false);
        }
        return last;
    }

    private Optional<Hold> ended(Outcome outcome) {
        return breaker.ended(outcome, "the last call", false);
    }

    private Hold probe(Outcome outcome) {
        return breaker.ended(outcome, "call", true).orElseThrow();
    }
}
