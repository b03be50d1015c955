package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.ledger.Audit.Deed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audit trail promises, on every database. */
abstract class AuditContract {

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
    void tellsWhoDidWhatToHowMany() {
        Deed deed = new Deed(
                "console",
                "replay",
                new JsonMapper().createObjectNode().put("destination", "crm"),
                17,
                "after the certificate was renewed");
        String id = it.audit.note(deed);

        Audit.Noted noted = it.audit.list(null, 10).get(0);
        assertThat(noted.id()).isEqualTo(id);
        assertThat(noted.at()).isNotNull();
        assertThat(noted.deed()).isEqualTo(deed);
    }

    @Test
    void keepsADeedOfWhichLittleIsToBeSaid() {
        it.audit.note(new Deed("relay", "purge", null, null, null));

        assertThat(it.audit.list(null, 10).get(0).deed()).isEqualTo(new Deed("relay", "purge", null, null, null));
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, it.audit.note(new Deed("relay", "purge", null, i, null)));
        }

        assertThat(it.audit.list(null, 2)).extracting(Audit.Noted::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(it.audit.list(ids.get(1), 10))
                .extracting(Audit.Noted::id)
                .containsExactlyElementsOf(ids.subList(2, 5));
        assertThat(it.audit.list("nonsense", 10)).isEmpty();
    }

    @Test
    void listsWhatWasDoneUntilATime() {
        String id = it.audit.note(new Deed("relay", "purge", null, null, null));
        Instant at = it.audit.list(null, 1).get(0).at();

        assertThat(it.audit.until(at.plusSeconds(60), 10))
                .extracting(Audit.Noted::id)
                .containsExactly(id);
        assertThat(it.audit.until(at.minusSeconds(60), 10)).isEmpty();
        assertThat(it.audit.until(Instant.EPOCH, 10)).isEmpty();
    }

    @Test
    void saysThatADeedCannotBeNoted() {
        it.close();

        assertThatThrownBy(() -> it.audit.note(new Deed("relay", "purge", null, null, null)))
                .isInstanceOf(LedgerUnavailableException.class);
    }
}
