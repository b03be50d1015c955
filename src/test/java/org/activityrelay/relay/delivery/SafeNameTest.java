package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"m-1", "0b6f4c1e-8d1a-4b1c-9c69-2a1f0a4c77aa", "a.b_c-d", "7"})
    void leavesHarmlessKeysAlone(String key) {
        assertThat(SafeName.of(key)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "a/b",
                "a\\b",
                "a:b",
                "CON",
                "nul.txt",
                "com1",
                ".hidden",
                "ends.",
                "ends ",
                "",
                " ",
                "UPPER",
                "ünïcode",
                "a\u0000b",
                "a\nb",
                "a*b?",
                "名前",
                "a..b",
                "-",
                "a~0123456789abcdef0123"
            })
    void makesEveryOtherKeyHarmless(String key) {
        assertThat(SafeName.of(key)).matches("[a-z0-9-]*~[0-9a-f]{20}").isEqualTo(SafeName.of(key));
    }

    @Test
    void keepsLongKeysApart() {
        String long1 = "x".repeat(300) + "1";
        String long2 = "x".repeat(300) + "2";

        assertThat(SafeName.of(long1)).hasSizeLessThan(100).isNotEqualTo(SafeName.of(long2));
    }

    @Property(seed = "1")
    void differentKeysHaveDifferentNamesWhateverTheLetterCase(@ForAll String one, @ForAll String other) {
        if (!one.equals(other)) {
            assertThat(SafeName.of(one)).isNotEqualToIgnoringCase(SafeName.of(other));
        }
    }
}
