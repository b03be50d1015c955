package org.activityrelay.relay.delivery.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private final RetryAfter retryAfter = new RetryAfter(Clock.fixed(Failures.NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                              | PT0S
            120                            | PT2M
            1.0                            | PT1S
            1.5                            | PT2S
            86400                          | PT24H
            86401                          | PT24H
            999999999999999999             | PT24H
            Sun, 01 Mar 2026 12:02:00 GMT  | PT2M
            Sun, 1 Mar 2026 12:02:00 GMT   | PT2M
            Mon, 02 Mar 2026 12:00:00 GMT  | PT24H
            Fri, 06 Mar 2026 12:00:00 GMT  | PT24H
            Sun, 01 Mar 2026 11:00:00 GMT  | PT0S
            """)
    void readsSecondsAndDates(String header, Duration expected) {
        assertThat(retryAfter.read(header)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "soon", "-5", "5s", "1e3", "2026-03-01T12:02:00Z", "Sun, 32 Mar 2026 12:02:00 GMT"})
    void ignoresWhatIsNeither(String header) {
        assertThat(retryAfter.read(header)).isNull();
    }

    @Test
    void ignoresAMissingHeader() {
        assertThat(retryAfter.read(null)).isNull();
    }
}
