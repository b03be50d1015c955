package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

    @Test
    void readsEveryUnit() {
        assertThat(RetrySchedule.of("0, 250ms,5s , 30m,2h,1d").waits())
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofMillis(250),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofDays(1));
    }

    @Test
    void theFirstAttemptIsAtOnceWhetherItIsWrittenOrNot() {
        assertThat(RetrySchedule.of("5s,30s")).isEqualTo(RetrySchedule.of("0, 5s, 30s"));
        assertThat(new RetrySchedule(List.of())).isEqualTo(RetrySchedule.of("0"));
    }

    @Test
    void saysHowLongToWaitUntilThereIsNothingLeft() {
        RetrySchedule schedule = RetrySchedule.of("0, 5s, 30s");
        assertThat(schedule.attempts()).isEqualTo(3);
        assertThat(schedule.after(1)).contains(Duration.ofSeconds(5));
        assertThat(schedule.after(2)).contains(Duration.ofSeconds(30));
        assertThat(schedule.after(3)).isEmpty();
        assertThat(schedule.after(40)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "five", "-5s", "0,,5s", "5s;30s", "1w", "5S"})
    void refusesWhatIsNotASchedule(String text) {
        assertThatThrownBy(() -> RetrySchedule.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for example 0, 5s, 30s, 5m");
    }

    @Test
    void refusesNegativeWaits() {
        assertThatThrownBy(() -> new RetrySchedule(List.of(Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
