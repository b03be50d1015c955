package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What erasing promises, on every database. */
abstract class ErasureContract {

    static final String PHONE = "+14155550100";
    static final Subject CALLER = new Subject(null, PHONE, null, null);
    private static final Audit.Deed DEED = new Audit.Deed("root", "erase", null, 1, "ticket 7");

    LedgerSettings settings;
    LedgerFixture it;

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

    @Test
    void erasesEveryRevisionOfEveryInteractionInWhichThePersonAppears() throws Exception {
        String id = LedgerFixture.newId();
        Accepted first = it.accept(LedgerFixture.record(id, "phoneNumber", PHONE), "crm");
        Accepted second = it.accept(LedgerFixture.record(id, "phoneNumber", "+14155550199"), "crm");
        Accepted other = it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", "+14155550199"), "crm");
        it.deliver(it.claim("a", "crm").toArray(Claim[]::new));

        Map<String, Integer> gone = erase(CALLER).orElseThrow();

        assertThat(it.records.find(first.id())).isEmpty();
        assertThat(it.records.find(second.id())).isEmpty();
        assertThat(it.records.find(other.id())).isPresent();
        assertThat(gone).containsEntry("interaction_head", 1).containsEntry("activity", 2);
        for (String table : List.of("interaction_head", "activity", "activity_content", "delivery", "attempt")) {
            assertThat(rows(table)).as(table).isEqualTo(1);
        }
        assertThat(it.erasures.find(CALLER)).isEmpty();
    }

    @Test
    void knowsWhatReceiversWereSentFieldByFieldAndErasesItToo() throws Exception {
        it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE), "crm", "other", "third");
        WriteLog writes = it.open.writeLog();
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("Subject", "Ann");
        Claim confirmed = it.claim("a", "crm").get(0);
        writes.begin(confirmed, fields);
        writes.confirm(confirmed, fields, "T-1");
        Claim unanswered = it.claim("a", "other").get(0);
        writes.begin(unanswered, fields);
        Claim refused = it.claim("a", "third").get(0);
        writes.begin(refused, fields);
        writes.refuse(refused);
        it.queue.settle(List.of(
                LedgerFixture.parked(confirmed), LedgerFixture.parked(unanswered), LedgerFixture.parked(refused)));

        Held held = it.erasures.look(it.erasures.find(CALLER));
        Map<String, Erasures.Sent> sent = new HashMap<>();
        held.deliveries().forEach(one -> sent.put(one.destination(), one));
        assertThat(sent.get("crm").mayHaveArrived()).isTrue();
        assertThat(sent.get("crm").isCertain()).isTrue();
        assertThat(sent.get("crm").externalId()).isEqualTo("T-1");
        assertThat(sent.get("other").mayHaveArrived()).isTrue();
        assertThat(sent.get("other").isCertain()).isFalse();
        assertThat(sent.get("third").mayHaveArrived()).isFalse();
        Map<String, WriteLog.Entry> written = it.erasures.written(confirmed.activityId());
        assertThat(written.get(confirmed.deliveryId()).held()).isEqualTo(fields);
        assertThat(written.get(unanswered.deliveryId()).request()).isEqualTo(fields);

        Map<String, Integer> gone = erase(CALLER).orElseThrow();
        assertThat(gone).containsEntry("write_log", 2);
        assertThat(rows("write_log")).isZero();
    }

    @Test
    void countsWithoutErasing() {
        Accepted stored = it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE), "crm", "email");

        Held held = it.erasures.look(it.erasures.find(CALLER));

        assertThat(it.erasures.count(held)).containsEntry("delivery", 2).containsEntry("activity", 1);
        assertThat(it.states(stored.id())).containsEntry("crm", DeliveryState.PENDING);
    }

    @Test
    void findsAnInteractionInAnyCaseAndOfTheTenantOnly() {
        String id = LedgerFixture.newId();
        it.accept(LedgerFixture.record(id), "crm");

        assertThat(it.erasures.find(new Subject(null, null, null, id.toUpperCase())))
                .hasSize(1);
        assertThat(it.erasures.find(new Subject("default", null, null, id))).hasSize(1);
        assertThat(it.erasures.find(new Subject("other", null, null, id))).isEmpty();
    }

    @Test
    void answersALateDuplicateAndALateRevisionErasedAndStoresNothing() throws Exception {
        Activity record = LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE);
        it.accept(record, "crm");
        erase(CALLER);

        Accepted duplicate = it.accept(record, "crm");
        Accepted revision = it.accept(LedgerFixture.record(record.interactionId(), "subject", "more"), "crm");

        assertThat(duplicate).isEqualTo(Accepted.erased(record.interactionId()));
        assertThat(revision.status()).isEqualTo(ActivityStatus.ERASED);
        assertThat(rows("activity")).isZero();
        assertThat(rows("interaction_head")).isZero();
    }

    @Test
    void storesTheNeighboursOfALateDuplicate() throws Exception {
        Activity erased = LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE);
        it.accept(erased, "crm");
        erase(CALLER);
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();

        it.whileTheWriterWaits(() -> {
            answers.add(submit(LedgerFixture.record(LedgerFixture.newId())));
            answers.add(submit(erased));
            answers.add(submit(LedgerFixture.record(LedgerFixture.newId())));
        });

        assertThat(answers)
                .extracting(answer -> answer.join().status())
                .containsExactly(ActivityStatus.ROUTED, ActivityStatus.ERASED, ActivityStatus.ROUTED);
    }

    @Test
    void storesNoDuplicateThatWasOfferedWhileItsInteractionWasErased() throws Exception {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            Activity record = LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE);
            it.accept(record);
            Held held = it.erasures.hold(it.erasures.find(CALLER));
            CompletableFuture<Optional<Map<String, Integer>>> erasing =
                    CompletableFuture.supplyAsync(() -> it.erasures.erase(held, DEED));
            for (int i = 0; i < 20; i++) {
                answers.add(submit(record));
            }
            assertThat(erasing.join()).isPresent();
        }

        answers.forEach(CompletableFuture::join);
        assertThat(rows("interaction_head")).isZero();
        assertThat(rows("activity")).isZero();
    }

    @Test
    void holdsWhatWaitsAndSaysWhatIsInFlight() {
        Accepted stored = it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE), "crm", "email");
        List<Claim> claims = it.claim("a", "crm");

        Held held = it.erasures.hold(it.erasures.find(CALLER));

        assertThat(held.isInFlight()).isTrue();
        assertThat(held.cancelled()).hasSize(1);
        assertThat(it.claim("b", "email")).isEmpty();
        assertThat(it.erasures.erase(held, DEED)).isEmpty();
        it.erasures.release(held.cancelled());
        assertThat(it.states(stored.id())).containsEntry("email", DeliveryState.PENDING);
        assertThat(it.claim("b", "email")).hasSize(1);
        assertThat(claims).hasSize(1);
    }

    @Test
    void erasesNothingWhenSomethingCameMeanwhile() throws Exception {
        String id = LedgerFixture.newId();
        it.accept(LedgerFixture.record(id, "phoneNumber", PHONE), "crm");
        Held held = it.erasures.hold(it.erasures.find(CALLER));

        Accepted late = it.accept(LedgerFixture.record(id, "phoneNumber", PHONE, "subject", "more"), "crm");

        assertThat(it.erasures.erase(held, DEED)).isEmpty();
        assertThat(it.records.find(late.id())).isPresent();
        assertThat(rows("tombstone")).isZero();
    }

    @Test
    void aLateOutcomeOfSomethingErasedIsLost() {
        it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE), "crm");
        Claim slept = it.claim("a", Duration.ofMillis(-1), "crm").get(0);
        it.claim("b", "other"); // ends what expired
        erase(CALLER);

        assertThat(it.deliver(slept)).containsExactly(slept.deliveryId());
    }

    @Test
    void notesTheDeedInTheSameTransaction() {
        it.accept(LedgerFixture.record(LedgerFixture.newId(), "phoneNumber", PHONE), "crm");

        erase(CALLER);

        assertThat(it.audit.list(null, 10)).extracting(Audit.Noted::deed).containsExactly(DEED);
        assertThat(it.erasures.reference(CALLER)).hasSize(32).doesNotContain("4155550100");
    }

    @Test
    void erasesRejectionsByWhatTheyHoldAndByWhatTheyBecame() {
        String holding = it.rejections.keep(rejection("about Ann"));
        String corrected = it.rejections.keep(rejection("about nobody"));
        String other = it.rejections.keep(rejection("about Bob"));
        Accepted stored = it.accept(LedgerFixture.record(LedgerFixture.newId()));
        it.rejections.corrected(corrected, stored.id());

        List<String> counted = it.erasures.rejections(body -> holds(body, "Ann"), Set.of(stored.id()), true);
        assertThat(it.rejections.find(holding)).isPresent();
        List<String> erased = it.erasures.rejections(body -> holds(body, "Ann"), Set.of(stored.id()), false);

        assertThat(counted).containsExactly(holding, corrected);
        assertThat(erased).isEqualTo(counted);
        assertThat(it.rejections.find(holding)).isEmpty();
        assertThat(it.rejections.find(corrected)).isEmpty();
        assertThat(it.rejections.find(other)).isPresent();
    }

    @Test
    void looksThroughEveryRejection() {
        for (int i = 0; i < 120; i++) {
            it.rejections.keep(rejection(i % 2 == 0 ? "about Ann" : "about Bob"));
        }

        assertThat(it.erasures.rejections(body -> holds(body, "Ann"), Set.of(), false))
                .hasSize(60);
    }

    Optional<Map<String, Integer>> erase(Subject subject) {
        return it.erasures.erase(it.erasures.hold(it.erasures.find(subject)), DEED);
    }

    private CompletableFuture<Accepted> submit(Activity record) {
        return it.ledger.accept(LedgerFixture.submission(record, LedgerFixture.plan("crm")));
    }

    private static Rejection rejection(String body) {
        return new Rejection(
                "default",
                "http",
                null,
                "me",
                "application/json",
                body.getBytes(StandardCharsets.UTF_8),
                new JsonMapper().createArrayNode());
    }

    private static boolean holds(byte[] body, String text) {
        return new String(body, StandardCharsets.UTF_8).contains(text);
    }

    int rows(String table) throws Exception {
        return it.open.database().read(session -> {
            try (ResultSet row =
                    session.prepare("select count(*) from " + table).query()) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
