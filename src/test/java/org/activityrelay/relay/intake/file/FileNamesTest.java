package org.activityrelay.relay.intake.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource({
        "a.json, '', 0, a.json",
        "a.b.json, .20261127T101500Z, 11, a.b.20261127T101500Z.json",
        "noextension, .x, 0, noextension.x",
        ".hidden, .x, 0, .hidden.x",
    })
    void stayAsTheyAreWhileTheyFit(String name, String stamp, int room, String expected) {
        assertThat(FileNames.fitting(name, stamp, room)).isEqualTo(expected);
    }

    @Test
    void fitWhateverTheyAreMadeOf() {
        for (String character : new String[] {"a", "é", "漢", "\uD83D\uDE00"}) {
            for (int bytes = 200; bytes <= 255; bytes++) {
                String name = character.repeat(bytes / character.getBytes(UTF_8).length) + ".ndjson";
                String fitting = FileNames.fitting(name, ".20261127T101500Z-2", 11);

                assertThat(fitting.getBytes(UTF_8).length).isLessThanOrEqualTo(244);
                assertThat(fitting).endsWith(".20261127T101500Z-2.ndjson").doesNotContain("\uFFFD");
                assertThat(new String(fitting.getBytes(UTF_8), UTF_8)).isEqualTo(fitting);
            }
        }
        assertThat(FileNames.fitting("a." + "x".repeat(253), ".stamp", 0).getBytes(UTF_8).length)
                .isLessThanOrEqualTo(255);
    }

    @Test
    void thatDifferAtTheirEndsOnlyStillDiffer() {
        String one = FileNames.fitting("x".repeat(240) + "-one.json", "", 11);
        String two = FileNames.fitting("x".repeat(240) + "-two.json", "", 11);

        assertThat(one).isNotEqualTo(two).hasSameSizeAs(two);
    }

    @Test
    void ofErrorsAreThereOnlyIfTheyFit() {
        assertThat(FileNames.errors(Path.of("in", "a.json"))).isEqualTo(Path.of("in", "a.json.error.json"));
        assertThat(FileNames.errors(Path.of("in", "a".repeat(245)))).isNull();
    }

    @Test
    void areShownWithoutWhatActsOnALogOrTerminal() {
        assertThat(FileNames.shown("plain ü 漢 \uD83D\uDE00.json")).isEqualTo("plain ü 漢 \uD83D\uDE00.json");
        assertThat(FileNames.shown("a\r\n\u001b[2J\u0085\u2028\u202e\uD800b"))
                .isEqualTo("a\\u000d\\u000a\\u001b[2J\\u0085\\u2028\\u202e\\ud800b");
        assertThat(FileNames.shown("x".repeat(5000))).hasSize(301);
    }
}
