package org.activityrelay.relay.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which a person is erased, and what happens when a part of it cannot be done. */
class EraserTest {

    private static final String PHONE = "+14155550100";
    private static final Subject CALLER = new Subject(null, PHONE, null, null);
    private static final Duration LEASE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final List<Traces> erased = new ArrayList<>();
    private IOException failure;
    private boolean findsAlone;
    private LedgerFixture it;

    @BeforeEach
    void open() {
        it = LedgerFixture.open("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null);
    }

    @AfterEach
    void close() {
        it.close();
    }

    private final class Place implements Copies {

        @Override
        public String place() {
            return "elsewhere";
        }

        @Override
        public boolean isFoundWithoutLedger() {
            return findsAlone;
        }

        @Override
        public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!onlyCount) {
                erased.add(traces);
            }
            return Optional.of(3);
        }
    }

    @Test
    void erasesCopiesAndLedgerAndSaysWhatOthersHave() {
        it.call(PHONE, "crm");
        Claim claim = it.queue().claim("a", Map.of("crm", 1), LEASE).get(0);
        it.queue().settle(List.of(LedgerFixture.delivered(claim)));

        Erased answer = erase(Duration.ZERO);

        assertThat(answer.interactions()).isEqualTo(1);
        assertThat(answer.places()).contains(new Erased.Place("elsewhere", 3, null));
        assertThat(answer.elsewhere())
                .containsExactly(
                        new Erased.Elsewhere("crm", claim.recordKey(), "ext-" + claim.recordKey(), null, true));
        assertThat(erased).hasSize(1);
        assertThat(it.erasures().find(CALLER)).isEmpty();
        assertThat(it.audit().list(null, 9).toString())
                .contains("erase", answer.reference(), "ticket 7")
                .doesNotContain(PHONE.substring(1));
    }

    @Test
    void givesUpWhileSomethingIsBeingDeliveredAndLeavesEverythingAsItWas() {
        it.call(PHONE, "crm");
        String waiting = it.call(PHONE, "email");
        it.queue().claim("a", Map.of("crm", 1), LEASE);

        assertThatThrownBy(() -> erase(Duration.ZERO)).isInstanceOf(StillUnderWayException.class);

        assertThat(erased).isEmpty();
        assertThat(it.records().find(waiting)).isPresent();
        assertThat(it.queue().claim("a", Map.of("email", 1), LEASE)).hasSize(1);
    }

    @Test
    void waitsForWhatIsBeingDelivered() {
        it.call(PHONE, "crm");
        Claim claim = it.queue().claim("a", Map.of("crm", 1), LEASE).get(0);
        Thread delivering = new Thread(() -> it.queue().settle(List.of(LedgerFixture.delivered(claim))));
        delivering.start();

        assertThat(erase(Duration.ofSeconds(30)).interactions()).isEqualTo(1);
    }

    @Test
    void theLedgerRemembersWhatOnlyItCanFindUntilItIsErased() {
        it.call(PHONE, "crm");
        failure = new IOException("away");

        assertThatThrownBy(() -> erase(Duration.ZERO)).isInstanceOf(CopiesUnreachableException.class);
        assertThat(it.erasures().find(CALLER)).hasSize(1);
        failure = null;
        assertThat(erase(Duration.ZERO).interactions()).isEqualTo(1);
    }

    @Test
    void saysWhichPlaceIsToBeAskedAgain() {
        it.call(PHONE, "crm");
        failure = new IOException("away");
        findsAlone = true;

        Erased answer = erase(Duration.ZERO);

        assertThat(answer.interactions()).isEqualTo(1);
        assertThat(answer.places()).anySatisfy(place -> {
            assertThat(place.place()).isEqualTo("elsewhere");
            assertThat(place.count()).isNull();
            assertThat(place.problem()).isNotBlank();
        });
    }

    @Test
    void erasesMoreThanFitIntoOneTransaction() {
        for (int i = 0; i < 130; i++) {
            it.call(PHONE, "crm");
        }

        assertThat(erase(Duration.ZERO).interactions()).isEqualTo(130);
        assertThat(erased).hasSize(2);
    }

    private Erased erase(Duration patience) {
        Eraser eraser =
                new EverywhereEraser(it.erasures(), it.audit(), List.of(new Place()), new ErasureSettings(patience));
        return eraser.erase(new Eraser.Request(CALLER, "ticket 7", false, "root"));
    }
}
