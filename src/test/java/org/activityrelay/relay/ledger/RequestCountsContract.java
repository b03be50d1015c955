package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.contract.NotAtMidnight;
import org.activityrelay.relay.ledger.RequestCounts.Taken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a budget of requests promises over processes and restarts, on every database. */
@ExtendWith(NotAtMidnight.class)
abstract class RequestCountsContract {

    private LedgerSettings settings;
    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        settings = database().settings();
        it = new LedgerFixture(settings);
    }

    @AfterEach
    void close() {
        it.close();
    }

    private RequestCounts counts() {
        return it.open.requestCounts();
    }

    @Test
    void givesNoMoreThanTheBudgetAndSaysWhenTheNextDayBegins() {
        assertThat(counts().take("crm", 6, 10)).satisfies(taken -> {
            assertThat(taken.granted()).isEqualTo(6);
            assertThat(taken.taken()).isEqualTo(6);
            assertThat(taken.left()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
        });
        assertThat(counts().take("crm", 6, 10).granted()).isEqualTo(4);
        assertThat(counts().take("crm", 6, 10).granted()).isZero();
        assertThat(counts().take("crm", 6, 20).granted()).isEqualTo(6);
        assertThat(counts().take("other", 6, 10).granted()).isEqualTo(6);
        assertThat(counts().today()).containsEntry("crm", 16L).containsEntry("other", 6L);
    }

    @Test
    void isKnownAfterARestart() {
        counts().take("crm", 6, 10);
        it.close();
        it = new LedgerFixture(settings);

        assertThat(counts().take("crm", 6, 10).granted()).isEqualTo(4);
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        Taken taken = counts().take("crm", 10, 10);
        counts().giveBack("crm", taken.day(), 3);
        counts().giveBack("crm", taken.day() - 1, 3);

        assertThat(counts().take("crm", 10, 10).granted()).isEqualTo(3);
    }

    @Test
    void neverGivesMoreToSeveralWhoAskAtOnce() {
        List<CompletableFuture<Integer>> asking = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            asking.add(CompletableFuture.supplyAsync(
                    () -> counts().take("crm", 3, 50).granted()));
        }

        assertThat(asking.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(50);
        assertThat(counts().today()).containsEntry("crm", 50L);
    }

    @Test
    void forgetsWhatWasTakenLongAgo() {
        it.open.database().writeOrUnavailable(session -> session.prepare(
                        "insert into request_count (destination, day, taken) values ('crm', 3, 7)")
                .update());

        counts().take("crm", 1, 10);

        long rows = it.open.database().readOrUnavailable(session -> {
            try (var row = session.prepare("select count(*) from request_count").query()) {
                row.next();
                return row.getLong(1);
            }
        });
        assertThat(rows).isEqualTo(1);
    }
}
