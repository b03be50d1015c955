package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.ledger.WriteLog.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeping requests until they are answered promises, on every database. */
abstract class WriteLogContract {

    private LedgerFixture it;
    private WriteLog writes;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
        it.following.add("crm");
        writes = it.open.writeLog();
    }

    @AfterEach
    void close() {
        it.close();
    }

    private Claim claim(String interaction, String disposition) {
        it.accept(record(interaction, "disposition", disposition), "crm");
        return it.claim("p", "crm").get(0);
    }

    private static ObjectNode fields(String subject) {
        return JsonNodeFactory.instance.objectNode().put("Subject", subject).put("Minutes", 3);
    }

    @Test
    void keepsARequestUntilItIsConfirmed() {
        Claim claim = claim(newId(), "A");
        assertThat(writes.of(claim.deliveryId())).isEmpty();

        writes.begin(claim, fields("O'Brien 漢 \uD83D\uDE00"));
        assertThat(writes.of(claim.deliveryId())).contains(new Entry(1, fields("O'Brien 漢 \uD83D\uDE00"), null, null));

        writes.confirm(claim, fields("held"), "e-1");
        assertThat(writes.of(claim.deliveryId())).contains(new Entry(1, null, fields("held"), "e-1"));
    }

    @Test
    void whatIsRefusedLeavesWhatWasHeld() {
        Claim claim = claim(newId(), "A");
        writes.begin(claim, fields("first"));
        writes.confirm(claim, fields("first"), "e-1");
        writes.begin(claim, fields("second"));
        assertThat(writes.of(claim.deliveryId())).contains(new Entry(1, fields("second"), fields("first"), "e-1"));

        writes.refuse(claim);
        assertThat(writes.of(claim.deliveryId())).contains(new Entry(1, null, fields("first"), "e-1"));
    }

    @Test
    void aLaterRevisionSeesTheLatestOneThatWasPerhapsSent() {
        String id = newId();
        Claim first = claim(id, "A");
        writes.begin(first, fields("first"));
        writes.confirm(first, fields("first"), "e-1");
        it.queue.settle(List.of(delivered(first)));
        Claim second = claim(id, "B");
        assertThat(writes.before(second)).contains(new Entry(1, null, fields("first"), "e-1"));
        writes.begin(second, fields("second"));
        writes.refuse(second);
        it.queue.settle(List.of(delivered(second)));
        Claim third = claim(id, "C");

        assertThat(writes.before(third)).contains(new Entry(1, null, fields("first"), "e-1"));
        assertThat(writes.before(claim(newId(), "A"))).isEmpty();
    }

    @Test
    void goesWithItsInteraction() {
        String id = newId();
        Claim claim = claim(id, "A");
        Claim other = claim(newId(), "A");
        writes.confirm(claim, fields("first"), "e-1");
        writes.confirm(other, fields("other"), "e-2");
        it.queue.settle(List.of(delivered(claim)));

        it.retention.purge(null, Instant.now().plusSeconds(3600), Instant.EPOCH, 100);

        assertThat(writes.of(claim.deliveryId())).isEmpty();
        assertThat(writes.of(other.deliveryId())).isPresent();
    }
}
