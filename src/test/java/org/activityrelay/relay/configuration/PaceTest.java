package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final List<Duration> rests = new ArrayList<>();
    private long now;
    private long records;
    private final Pace pace = new Pace(() -> records, () -> now, nanos -> rests.add(Duration.ofNanos(nanos)));

    private void work(int millis) {
        now += Duration.ofMillis(millis).toNanos();
        pace.rest();
    }

    @Test
    void restsThreeTimesAsLongAsItWorkedWhileRecordsCome() {
        records++;
        work(5);
        records++;
        work(7);

        assertThat(rests).containsExactly(Duration.ofMillis(15), Duration.ofMillis(21));
    }

    @Test
    void goesOnWhileNoneCome() {
        work(5);
        work(500);

        assertThat(rests).isEmpty();
    }

    @Test
    void addsSmallPiecesUp() {
        records++;
        work(1);
        assertThat(rests).isEmpty();
        work(1);
        assertThat(rests).containsExactly(Duration.ofMillis(6));
    }

    @Test
    void neverRestsLong() {
        records++;
        work(3_000);

        assertThat(rests).containsExactly(Duration.ofMillis(100));
    }
}
