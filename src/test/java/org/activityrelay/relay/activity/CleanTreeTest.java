package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.Reading.problemsWith;
import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTreeTest {

    @ParameterizedTest
    @CsvSource({
        "'a\\u0000b', 'a\uFFFDb'",
        "'\\ud800', '\uFFFD'",
        "'\\udc00', '\uFFFD'",
        "'x\\ud83dy', 'x\uFFFDy'",
        "'\\ud83d\\ude00', '😀'",
        "'\\ud83d\\ud83d\\ude00\\ude00', '\uFFFD😀\uFFFD'",
        "'\\u0001\\t', '\u0001\t'"
    })
    void replacesWhatDatabasesCannotStore(String json, String expected) {
        assertThat(with("\"description\":\"" + json + "\"").description()).isEqualTo(expected);
    }

    @Test
    void cleansNamesListsAndUnknownFields() {
        Activity activity = with("\"callParties\":[{\"name\":\"\\u0000\"}],\"x\\u0000\":{\"y\\ud800\":[\"\\udfff\"]}");

        assertThat(new String(activity.toBytes(), StandardCharsets.UTF_8))
                .contains("\"name\":\"\uFFFD\"", "\"x\uFFFD\":{\"y\uFFFD\":[\"\uFFFD\"]}")
                .doesNotContain("\\u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "-1e400", "1e999999999", "0.1e-400", "1e-999999999"})
    void refusesNumbersThatNoReceiverHolds(String number) {
        assertThat(problemsWith("\"x\":{\"y\":[" + number + "]}"))
                .containsExactly(new Problem(
                        "/x/y/0",
                        "Is a number beyond the range of a double (1e-307 to 1e307). Send it as text, in quotes."));
    }

    @Test
    void refusesIntegersThatNoReceiverHolds() {
        assertThat(problemsWith("\"x\":1" + "0".repeat(320))).hasSize(1);
        assertThat(with("\"x\":1" + "0".repeat(300)).additional()).containsKey("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0e-300", "1e300", "-1.5e-300", "123456789012345678901234567890.123456789"})
    void letsOtherNumbersPass(String number) {
        assertThat(with("\"x\":" + number).additional()).containsKey("x");
    }

    @Property(seed = "1")
    void alwaysMakesTextThatCanBeEncoded(@ForAll String text) {
        ObjectNode tree = new ObjectMapper().createObjectNode().put("x", text);

        String clean = CleanTree.clean(tree, "", new ArrayList<>()).get("x").textValue();

        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(clean)).isTrue();
        assertThat(clean).hasSameSizeAs(text).doesNotContain("\u0000");
    }
}
