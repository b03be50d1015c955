package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void letsSoManyRecordsWaitAndTheNextWhenOneHasLeft() {
        Admission admission = new Admission(2, 1_000);

        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(1)).isFalse();
        admission.leave(1);
        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(1)).isFalse();
    }

    @Test
    void letsSoManyBytesWaitAndTheNextWhenSomeHaveLeft() {
        Admission admission = new Admission(100, 1_000);

        assertThat(admission.enter(600)).isTrue();
        assertThat(admission.enter(401)).isFalse();
        assertThat(admission.enter(400)).isTrue();
        admission.leave(600);
        assertThat(admission.enter(600)).isTrue();
    }

    @Test
    void letsInOneThatIsLargerThanAllTheRoomWhenItIsAlone() {
        Admission admission = new Admission(100, 1_000);

        assertThat(admission.enter(5_000)).isTrue();
        assertThat(admission.enter(1)).isFalse();
        admission.leave(5_000);
        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(5_000)).isFalse();
    }
}
