package org.activityrelay.relay.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Interaction;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a person is recognised in a text, and what is somebody else. */
class TracesTest {

    private static final Held NOTHING = new Held(List.of(), List.of(), List.of());
    private final Traces phone = Traces.of(new Subject(null, "+14155550100", null, null), NOTHING);
    private final Traces german = Traces.of(new Subject(null, "+493012345678", null, null), NOTHING);
    private final Traces email = Traces.of(new Subject(null, null, "ann@example.org", null), NOTHING);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"phone\":\"+14155550100\"}",
                "14155550100",
                "(415) 555-0100",
                "0014155550100",
                "+1 415.555.0100,",
                "sip:+14155550100@host"
            })
    void findsAPhoneNumberHoweverItIsWritten(String text) {
        assertThat(phone.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"030 12345678", "+49 (0)30 12345678", "+49-30-12345678", "0049 30 1234 5678"})
    void findsANumberWithItsTrunkPrefix(String text) {
        assertThat(german.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+14155550101", "141555501001", "94155550100", "4155550 100 1", ""})
    void leavesOtherNumbersAlone(String text) {
        assertThat(phone.isIn(text.replace(" ", ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann@Example.org", "<ann@example.org>", "ann%40example.org", "ann\\u0040example.org"})
    void findsAnAddressInAnyCase(String text) {
        assertThat(email.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"joann@example.org", "ann@example.orgs", "x.ann@example.org", "ann at example.org"})
    void leavesOtherAddressesAlone(String text) {
        assertThat(email.isIn(text)).isFalse();
    }

    @Test
    void findsTheInteractionsButNotLongerIds() {
        Held held = new Held(
                List.of(new Interaction("1", "default", "interaction", "Call-7\u00e4", 1, List.of())),
                List.of(),
                List.of());
        Traces traces = Traces.of(new Subject(null, null, "ann@example.org", null), held);

        assertThat(traces.isIn("{\"interactionId\":\"call-7\u00e4\"}")).isTrue();
        assertThat(traces.isIn("{\"interactionId\":\"call-7\u00e4-1\"}")).isFalse();
        assertThat(traces.toString()).doesNotContain("all-7");
    }
}
