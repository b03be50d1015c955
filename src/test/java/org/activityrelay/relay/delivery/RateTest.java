package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @Test
    void readsEveryUnit() {
        assertThat(Rate.parse("20/s")).isEqualTo(new Rate(20, Duration.ofSeconds(1)));
        assertThat(Rate.parse(" 300 / m ")).isEqualTo(new Rate(300, Duration.ofMinutes(1)));
        assertThat(Rate.parse("5000/h")).isEqualTo(new Rate(5_000, Duration.ofHours(1)));
        assertThat(Rate.parse("20000/d")).isEqualTo(new Rate(20_000, Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "20/", "/s", "20/sec", "0/s", "-1/s", "1.5/s", "20 per s", "99999999999/s"})
    void refusesWhatIsNotARate(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
