package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.ledger.DryRuns.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeping dry-run results in the ledger promises, on every database. */
abstract class DryRunsContract {

    private LedgerFixture it;
    private DryRuns dryRuns;

    abstract TestDatabase database();

    /** The ledger as a second process has it; the first one's where there can be no second. */
    abstract Database second(OpenLedger first);

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
        it.modes.put("crm", Mode.DRY_RUN);
        dryRuns = it.open.dryRuns();
    }

    @AfterEach
    void close() {
        it.close();
    }

    private Claim claim(String interaction, String disposition) {
        it.accept(record(interaction, "disposition", disposition), "crm");
        return it.claim("p", "crm").get(0);
    }

    private static Request request(String kind, boolean lookup, String text) {
        return new Request(kind, lookup, JsonNodeFactory.instance.objectNode().put("body", text));
    }

    @Test
    void keepsTheRequestsOfADeliveryInTheirOrder() {
        Claim claim = claim(newId(), "A");
        List<Request> requests = List.of(
                request("http", true, "who?"),
                request("http", false, "O'Brien \\ \" 漢 \uD83D\uDE00 \u0000"),
                request("sql", false, ""));

        dryRuns.keep(claim, requests);

        assertThat(dryRuns.requests(claim.deliveryId())).isEqualTo(requests);
    }

    @Test
    void aRetryReplacesWhatAnEarlierAttemptKept() {
        Claim claim = claim(newId(), "A");
        dryRuns.keep(claim, List.of(request("http", false, "one"), request("http", false, "two")));
        dryRuns.keep(claim, List.of(request("http", false, "again")));

        assertThat(dryRuns.requests(claim.deliveryId())).containsExactly(request("http", false, "again"));
    }

    @Test
    void aLaterRevisionTakesThePlaceOfAnEarlierOneAndNeverTheOtherWayRound() {
        String id = newId();
        Claim first = claim(id, "A");
        dryRuns.keep(first, List.of(request("http", false, "first")));
        settle(first);
        Claim second = claim(id, "B");
        dryRuns.keep(second, List.of(request("http", false, "second")));
        settle(second);
        dryRuns.keep(first, List.of(request("http", false, "first, late")));

        assertThat(dryRuns.requests(first.deliveryId())).isEmpty();
        assertThat(dryRuns.requests(second.deliveryId())).containsExactly(request("http", false, "second"));
        assertThat(dryRuns.delivery(first.deliveryId()).orElseThrow().replaced())
                .isTrue();
        assertThat(dryRuns.delivery(second.deliveryId()).orElseThrow().replaced())
                .isFalse();
    }

    private void settle(Claim claim) {
        Settlement live = delivered(claim);
        it.queue.settle(List.of(new Settlement(
                live.deliveryId(),
                live.attempt(),
                live.next(),
                live.retryIn(),
                Mode.DRY_RUN,
                live.outcome(),
                live.reason(),
                live.detail(),
                live.statusCode(),
                live.externalId(),
                live.externalUrl(),
                live.progress(),
                live.startedAt(),
                live.took())));
    }

    @Test
    void keepsOneWholeSetWhenTwoAttemptsComeTogether() {
        Claim claim = claim(newId(), "A");
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (Database second = second(it.open)) {
            SqlDryRuns another = new SqlDryRuns(second);
            for (int i = 0; i < 20; i++) {
                String text = "attempt " + i;
                DryRuns mine = i % 2 == 0 ? dryRuns : another;
                all.add(CompletableFuture.runAsync(
                        () -> mine.keep(claim, List.of(request("http", true, text), request("http", false, text)))));
            }
            all.forEach(CompletableFuture::join);

            List<Request> kept = dryRuns.requests(claim.deliveryId());
            assertThat(kept).extracting(Request::lookup).containsExactly(true, false);
            assertThat(kept)
                    .extracting(Request::description)
                    .containsOnly(kept.get(0).description());
        }
    }

    @Test
    void tellsWhatADeliveryIs() {
        Claim claim = claim(newId(), "A");

        assertThat(dryRuns.delivery(claim.deliveryId()))
                .contains(new DryRuns.Delivery(claim.deliveryId(), "default", "crm", claim.recordKey(), false));
        assertThat(dryRuns.delivery("nonsense")).isEmpty();
        assertThat(dryRuns.delivery(claim.activityId())).isEmpty();
        assertThat(dryRuns.requests("nonsense")).isEmpty();
    }

    @Test
    void saysThatItCannotBeKept() {
        Claim claim = claim(newId(), "A");
        it.close();

        assertThatThrownBy(() -> dryRuns.keep(claim, List.of(request("http", false, "one"))))
                .isInstanceOf(LedgerUnavailableException.class);
    }
}
