package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.Reading.problemsWith;
import static org.activityrelay.relay.activity.Reading.read;
import static org.activityrelay.relay.activity.Reading.tenant;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1763720000000|1763720000000",
                "\"1763720000000\"|1763720000000",
                "1763720000|1763720000000",
                "\" 1763720000 \"|1763720000000",
                "1763720000.123|1763720000123",
                "\"1763720000.123\"|1763720000123",
                "1763720000000000|1763720000000",
                "1763720000000000000|1763720000000",
                "1.763720000000e12|1763720000000",
                "\"2025-11-21T10:13:20Z\"|1763720000000",
                "\"2025-11-21T11:13:20.5+01:00\"|1763720000500",
                "\"2025-11-21T10:13:20\"|1763720000000",
                "\"2025-11-21 10:13:20\"|1763720000000",
                "\"11/21/2025 10:13:20 AM UTC +00:00\"|1763720000000",
                "\"11/21/2025 10:13:20 PM UTC +00:00\"|1763763200000",
                "\"11/21/2025 12:13:20 AM UTC +00:00\"|1763684000000",
                "\"11/21/2025 12:13:20 PM UTC +00:00\"|1763727200000",
                "\"11/21/2025 02:13:20 AM PST -08:00\"|1763720000000",
                "\"11/21/2025 10:13:20 AM UTC\"|1763720000000",
                "\"11/21/2025 10:13:20\"|1763720000000",
            })
    void readsWhatSendersWriteForAPointInTime(String sent, long millis) {
        assertThat(with("\"startTime\":" + sent).startTime()).isEqualTo(millis);
    }

    @Test
    void takesTheTenantsTimeZoneWhenNoneWasSent() {
        String record = "{\"interactionId\":\"i\",\"type\":\"voice\",\"startTime\":\"%s\"}";

        assertThat(read(record.formatted("11/21/2025 10:13:20 AM"), tenant(null, "Europe/Berlin"))
                        .startTime())
                .isEqualTo(1763716400000L);
        assertThat(read(record.formatted("2025-11-21T10:13:20"), tenant(null, "America/New_York"))
                        .startTime())
                .isEqualTo(1763738000000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"$(item.startTime)\"",
                "-1",
                "true",
                "[1763720000]",
                "99999999999999999999",
                "\"13/21/2025 10:13:20 AM UTC +00:00\"",
                "\"11/21/2025 13:13:20 AM UTC +00:00\"",
                "\"11/21/2025 10:13:20 AM XYZ\"",
                "\"1e99\"",
                "\"+999999999-12-31T23:59:59\"",
                "\"2025-11-21\""
            })
    void refusesWhatIsNoTime(String sent) {
        assertThat(problemsWith("\"endTime\":" + sent)).containsExactly(new Problem("/endTime", Complaint.notATime()));
    }

    @Test
    void takesAZeroForNoTime() {
        assertThat(with("\"startTime\":0,\"endTime\":\"0\"").json().has("startTime"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "245|245",
                "\"245\"|245",
                "244.6|245",
                "0|0",
                "1e-40|0",
                "\"4:05\"|245",
                "\"0:38\"|38",
                "\"1:04:05\"|3845",
                "\"90:00\"|5400"
            })
    void readsWhatSendersWriteForADuration(String sent, long seconds) {
        assertThat(with("\"duration\":" + sent).duration()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4:5\"", "\"long\"", "-5", "{}", "\"4:61\"", "123456789012345678901234567890"})
    void refusesWhatIsNoDuration(String sent) {
        assertThat(problemsWith("\"duration\":" + sent))
                .containsExactly(new Problem("/duration", Complaint.notADuration()));
    }

    @ParameterizedTest
    @CsvSource({
        "245, 245, 245, fits as seconds",
        "200, 245, 200, talk time only",
        "700, 600, 700, with wrap-up",
        "245000, 245, 245, milliseconds",
        "200400, 245, 200, talk time in milliseconds",
        "3000, 3, 3, a short call in milliseconds",
        "5, 3, 5, a short call in seconds",
        "5000, 600, 5000, fits neither way",
        "637120, 27, 637, fits neither way and is too long",
        "0, 245, 0, said to be nothing",
        "71, 1, 71, too short for milliseconds",
        "300, 0, 300, start and end are the same"
    })
    void takesADurationForMillisecondsWhenItFitsOnlyThen(long sent, long between, long expected, String why) {
        long start = 1763720000000L;
        Activity activity =
                with("\"startTime\":" + start + ",\"endTime\":" + (start + between * 1000) + ",\"duration\":" + sent);

        assertThat(activity.duration()).as(why).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"voice, 86400, 86400", "voice, 245000, 245", "chat, 245000, 245000", "email, 3000000, 3000"})
    void takesADurationWithoutTimesForMillisecondsWhenNothingLastsThatLong(String type, long sent, long expected) {
        assertThat(read("{\"interactionId\":\"i\",\"type\":\"" + type + "\",\"duration\":" + sent + "}")
                        .duration())
                .isEqualTo(expected);
    }

    @Test
    void computesAMissingDuration() {
        assertThat(with("\"startTime\":1763720000000,\"endTime\":1763720245400").duration())
                .isEqualTo(245);
        assertThat(with("\"startTime\":1763720000,\"endTime\":1763720245400").duration())
                .isEqualTo(245);
    }

    @Test
    void computesNoDurationFromTimesThatAreMissingOrReversed() {
        assertThat(with("\"startTime\":1763720000000").duration()).isNull();
        assertThat(with("\"startTime\":1763720245000,\"endTime\":1763720000000").duration())
                .isNull();
        assertThat(with("\"startTime\":1763720000000,\"endTime\":1763720245000,\"duration\":null")
                        .duration())
                .isNull();
    }
}
