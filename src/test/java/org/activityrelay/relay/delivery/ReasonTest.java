package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

    @ParameterizedTest
    @EnumSource
    void isAWordWithAMeaning(Reason reason) {
        assertThat(reason.word()).matches("[a-z]+(_[a-z]+)*");
        assertThat(reason.meaning()).endsWith(".");
        assertThat(Reason.of(reason.word())).contains(reason);
    }

    @org.junit.jupiter.api.Test
    void knowsNoOtherWord() {
        assertThat(Reason.of("because")).isEmpty();
        assertThat(Reason.of(null)).isEmpty();
    }
}
