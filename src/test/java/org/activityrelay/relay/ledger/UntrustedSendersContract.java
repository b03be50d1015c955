package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.activity.Activity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Senders who may be anybody add records, and change none that another stored; on every database. */
abstract class UntrustedSendersContract {

    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void addARecord() {
        Accepted added = untrusted(record(newId(), "disposition", "Sold"));

        assertThat(added.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(it.states(added.id())).containsEntry("crm", DeliveryState.PENDING);
    }

    @Test
    void changeWhatTheyStoredThemselves() {
        String id = newId();
        Accepted first = untrusted(record(id, "disposition", "Sold"));
        Accepted second = untrusted(record(id, "disposition", "Not sold"));

        assertThat(second.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(it.states(first.id())).containsEntry("crm", DeliveryState.SUPERSEDED);
    }

    @Test
    void changeNothingThatAnotherStored() {
        String id = newId();
        Accepted trusted = it.accept(record(id, "disposition", "Sold", "service", "Billing"), "crm");
        Accepted set = untrusted(record(id, "disposition", "Not sold"));

        assertThat(set.revision()).isEqualTo(2);
        assertThat(set.status()).isEqualTo(ActivityStatus.UNROUTED);
        Records.StoredActivity stored = it.records.find(set.id()).orElseThrow();
        assertThat(stored.unroutedReason()).isEqualTo("untrusted_revision");
        assertThat(stored.canonical().get("disposition").asText()).isEqualTo("Not sold");
        assertThat(stored.deliveries()).isEmpty();
        assertThat(it.states(trusted.id())).containsEntry("crm", DeliveryState.PENDING);
        assertThat(untrusted(record(id, "disposition", "Not sold")).duplicate())
                .as("once is enough")
                .isTrue();
        assertThat(untrusted(record(id, "service", "Billing")).duplicate())
                .as("it adds nothing")
                .isTrue();
    }

    @Test
    void areNotMixedIntoWhatATrustedSenderSaysNext() {
        String id = newId();
        it.accept(record(id, "disposition", "Sold"), "crm");
        untrusted(record(id, "disposition", "Not sold", "alien", "x"));
        Accepted next = it.accept(record(id, "disposition", "Sold again"), "crm");

        assertThat(next.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(it.records.find(next.id()).orElseThrow().canonical().has("alien"))
                .isFalse();
    }

    @Test
    void doNotTakeATrustedSendersWordsAway() {
        String id = newId();
        it.accept(record(id, "disposition", "Sold"), "crm");
        untrusted(record(id, "disposition", "Not sold"));
        Accepted same = it.accept(record(id, "disposition", "Not sold"), "crm");

        assertThat(same.duplicate()).isFalse();
        assertThat(same.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(it.states(same.id())).containsEntry("crm", DeliveryState.PENDING);
    }

    @Test
    void doNotMakeATrustedSenderLookSuspicious() {
        String id = newId();
        it.accept(record(id, "disposition", "Sold"), "crm");
        for (int i = 0; i < 25; i++) {
            assertThat(it.records
                            .find(untrusted(record(id, "disposition", "Junk " + i))
                                    .id())
                            .orElseThrow()
                            .unroutedReason())
                    .isEqualTo("untrusted_revision");
        }

        assertThat(it.accept(record(id, "disposition", "Sold twice"), "crm").status())
                .isEqualTo(ActivityStatus.ROUTED);
    }

    @Test
    void waitUntilSomebodyRoutesTheirsAgain() {
        String id = newId();
        it.accept(record(id, "disposition", "Sold"), "crm");
        Accepted set = untrusted(record(id, "disposition", "Not sold"));

        assertThat(it.ledger.reroute(set.id(), plan("crm"), "ops")).isEqualTo(1);

        assertThat(it.states(set.id())).containsEntry("crm", DeliveryState.PENDING);
        assertThat(untrusted(record(id, "disposition", "Again")).status())
                .as("accepted once is not trusted for ever")
                .isEqualTo(ActivityStatus.UNROUTED);
    }

    @Test
    void doNotShutEachOtherOut() {
        String id = newId();
        untrusted(record(id, "disposition", "Sold"));
        Accepted another = send("another page", record(id, "disposition", "Junk"));
        Accepted own = untrusted(record(id, "disposition", "Not sold"));

        assertThat(another.status()).isEqualTo(ActivityStatus.UNROUTED);
        assertThat(own.status()).isEqualTo(ActivityStatus.ROUTED);
    }

    private Accepted untrusted(Activity activity) {
        return send("page", activity);
    }

    private Accepted send(String key, Activity activity) {
        byte[] original = activity.json().toString().getBytes(StandardCharsets.UTF_8);
        return it.ledger
                .accept(new Submission(activity, original, "collector", key, plan("crm"), true))
                .join();
    }
}
