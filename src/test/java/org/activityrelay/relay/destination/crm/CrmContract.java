package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.classifier.FailureClassifier;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.MemoryWriteLog;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.activityrelay.relay.destination.Shows;
import org.activityrelay.relay.ledger.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every CRM destination keeps, as it is shipped, against a strict fake of its interface over HTTP. */
abstract class CrmContract<F extends FakeCrm> {

    static final String PHONE = "+14155550123";
    static final String EMAIL = "o'hara@example.com";

    final MemoryWriteLog writes = new MemoryWriteLog();
    F crm;
    private Rig rig;

    abstract F fake();

    abstract String destination();

    /** Route file, mapping, address and credentials; live. */
    abstract Rig configured(Rig rig);

    /** The mapping below {@code routes/mappings}. */
    abstract String mapping();

    String mappingText() throws Exception {
        return Files.readString(Path.of("routes/mappings", mapping()));
    }

    /** What the CRM holds. */
    abstract List<ObjectNode> records();

    abstract String subjectField();

    abstract String descriptionField();

    /** Makes a contact; answers its id. */
    abstract String contact(String name, String phone, String email);

    /** The contact that a record of the CRM is linked to, or an empty text. */
    abstract String contactOf(JsonNode record);

    /** What a person does in the CRM. */
    abstract void edit(String field, String value);

    abstract void delete();

    /** Somebody completes or closes it there. */
    abstract void complete();

    /** What the CRM answers when too much is asked of it. */
    abstract FakeCrm.Reply throttled();

    /** What it answers to somebody who may not write. */
    abstract FakeCrm.Reply refusal();

    /** What it answers when a field of the mapping does not exist, is ignored by it or not: null if it has no word for it. */
    abstract String unknownField();

    @BeforeEach
    void begin() {
        crm = fake();
    }

    @AfterEach
    void end() throws Exception {
        if (rig != null) {
            rig.close();
        }
        crm.close();
    }

    Rig rig() throws Exception {
        if (rig == null) {
            rig = configured(Rig.live().keepingWritesIn(writes)).start();
        }
        return rig;
    }

    /** From now on with other files or settings. */
    void restart(Rig other) throws Exception {
        if (rig != null) {
            rig.close();
        }
        rig = configured(other.keepingWritesIn(writes)).start();
    }

    static ObjectNode call() {
        return Claims.minimal()
                .put("callDirection", "inbound")
                .put("phoneNumber", PHONE)
                .put("startTime", 1_795_000_000_000L)
                .put("endTime", 1_795_000_095_000L)
                .put("duration", 95)
                .put("disposition", "Problem solved")
                .put("description", "First words")
                .put("agentId", "agent-17");
    }

    Claim claim(ObjectNode record, int revision, int attempt) {
        return claim(record, revision, attempt, "");
    }

    Claim claim(ObjectNode record, int revision, int attempt, String part) {
        String key = "7b1f7a52-0c5e-8d3a-9c4b-0242ac12000" + (part.isEmpty() ? "2" : "3");
        return new Claim(
                "d-" + revision + part,
                "a-" + revision,
                destination(),
                part,
                new TreeMap<>(),
                Activity.of(record),
                revision,
                attempt,
                attempt,
                key,
                key + "-" + revision,
                null,
                Instant.parse("2026-11-21T10:20:00Z"),
                Instant.parse("2026-11-21T10:25:00Z"));
    }

    /** One attempt, judged. */
    Attempt attempt(Claim claim) throws Exception {
        Delivered ended = rig().attempt(claim, exchange -> {});
        Attempt judged = new FailureClassifier(Clock.systemUTC())
                .attempt(ended.exchange().getException(), ended.evidence());
        if (judged.outcome() instanceof Outcome.Delivered) {
            assertThat(ended.evidence().anythingSent()).isTrue();
            Outcome named = new Outcome.Delivered(
                    ended.exchange().getVariable("externalId", String.class),
                    ended.exchange().getVariable("externalUrl", String.class));
            return new Attempt(named, judged.detail(), judged.statusCode(), judged.progress());
        }
        return judged;
    }

    Outcome.Delivered delivered(Claim claim) throws Exception {
        Attempt attempt = attempt(claim);
        assertThat(attempt.outcome()).as(attempt.detail()).isInstanceOf(Outcome.Delivered.class);
        return (Outcome.Delivered) attempt.outcome();
    }

    ObjectNode only() {
        assertThat(records()).hasSize(1);
        return records().get(0);
    }

    @Test
    @Shows(Case.DELIVERED)
    void isDeliveredOnceWithIdAndLink() throws Exception {
        Outcome.Delivered written = delivered(claim(call(), 1, 1));

        assertThat(only().get(descriptionField()).asText()).contains("First words");
        assertThat(written.externalId()).isNotBlank();
        assertThat(written.externalUrl()).startsWith(crm.url()).contains(written.externalId());
    }

    @Test
    @Shows(Case.REPLAYED)
    void aReplayMakesNoSecondOneAndLeavesWhatAnAgentChanged() throws Exception {
        Outcome.Delivered first = delivered(claim(call(), 1, 1));
        edit(subjectField(), "Changed by an agent");

        Outcome.Delivered again = delivered(claim(call(), 1, 2));

        assertThat(again).isEqualTo(first);
        assertThat(only().get(subjectField()).asText()).isEqualTo("Changed by an agent");
    }

    @Test
    @Shows(Case.REVISED)
    void aRevisionSendsOnlyWhatHasChanged() throws Exception {
        Outcome.Delivered first = delivered(claim(call(), 1, 1));
        edit(subjectField(), "Changed by an agent");

        Outcome.Delivered second = delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(second).isEqualTo(first);
        assertThat(only().get(subjectField()).asText()).isEqualTo("Changed by an agent");
        assertThat(only().get(descriptionField()).asText())
                .contains("Second words")
                .doesNotContain("First");
    }

    @Test
    @Shows(Case.REVISED_AFTER_COMPLETION)
    void aRevisionReachesARecordThatWasCompletedMeanwhile() throws Exception {
        delivered(claim(call(), 1, 1));
        complete();

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(only().get(descriptionField()).asText()).contains("Second words");
    }

    @Test
    void aRevisionOfWhatWasDeletedIsWrittenAnew() throws Exception {
        delivered(claim(call(), 1, 1));
        delete();

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(only().get(descriptionField()).asText()).contains("Second words");
        assertThat(only().get(subjectField()).asText()).isNotBlank();
    }

    @Test
    void aRevisionThatChangesNothingHereSendsNothing() throws Exception {
        delivered(claim(call(), 1, 1));
        int before = crm.writes().size();

        delivered(claim(call().put("state", "completed"), 2, 1));

        assertThat(crm.writes()).hasSize(before);
    }

    @Test
    @Shows(Case.THROTTLED)
    void aThrottledWriteIsTriedAgain() throws Exception {
        crm.answerNext(throttled());
        Outcome first = attempt(claim(call(), 1, 1)).outcome();
        assertThat(first).isInstanceOfAny(Outcome.Pause.class, Outcome.Retry.class);
        assertThat(records()).isEmpty();

        delivered(claim(call(), 1, 2));
        only();
    }

    @Test
    @Shows(Case.CUT_AFTER_THE_WRITE)
    void aWriteWhoseAnswerWasLostIsNotDoubled() throws Exception {
        crm.loseNextAnswer();
        Outcome first = attempt(claim(call(), 1, 1)).outcome();
        assertThat(first).isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                .isTrue());
        edit(subjectField(), "Changed by an agent");

        Outcome.Delivered second = delivered(claim(call(), 1, 2));

        assertThat(second.externalId()).isNotBlank();
        only();
        assertThat(only().get(subjectField()).asText()).isEqualTo("Changed by an agent");
    }

    @Test
    void aRevisionAfterALostAnswerIsNotDoubledEither() throws Exception {
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(only().get(descriptionField()).asText()).contains("Second words");
    }

    @Test
    void aRevisionAfterALostRequestIsWrittenWhole() throws Exception {
        crm.loseNextRequest();
        attempt(claim(call(), 1, 1));

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(only().get(descriptionField()).asText()).contains("Second words");
        assertThat(only().get(subjectField()).asText()).isNotBlank();
    }

    @Test
    void aLostUpdateIsRepeated() throws Exception {
        delivered(claim(call(), 1, 1));
        crm.loseNextAnswer();
        ObjectNode revised = call().put("description", "Second words");
        attempt(claim(revised, 2, 1));

        delivered(claim(revised, 2, 2));

        assertThat(only().get(descriptionField()).asText()).contains("Second words");
    }

    @Test
    void aLostUpdateLeavesWhatSomebodyEditedMeanwhile() throws Exception {
        delivered(claim(call(), 1, 1));
        crm.loseNextAnswer();
        ObjectNode revised = call().put("description", "Second words");
        attempt(claim(revised, 2, 1));
        edit(descriptionField(), "Changed by an agent");

        delivered(claim(revised, 2, 2));

        assertThat(only().get(descriptionField()).asText()).isEqualTo("Changed by an agent");
    }

    @Test
    @Shows(Case.MAPPING_EDITED_BETWEEN_ATTEMPTS)
    void aMappingEditedBetweenAttemptsDoesNotChangeWhatIsResent() throws Exception {
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));
        restart(Rig.live().file("mappings/" + mapping(), edited("Edited mapping")));

        delivered(claim(call(), 1, 2));
        assertThat(only().get(subjectField()).asText()).doesNotContain("Edited");

        delivered(claim(call().put("description", "Second words"), 2, 1));
        assertThat(only().get(subjectField()).asText()).isEqualTo("Edited mapping");
    }

    /** The shipped mapping with another subject. */
    String edited(String subject) throws Exception {
        String shipped = mappingText();
        String changed = shipped.replaceFirst(
                "\"" + subjectField() + "\": \\$truncate\\(",
                "\"" + subjectField() + "\": \\$truncate(\"" + subject
                        + "\", 200), \"ignored\": \\$nothing.\\$truncate(");
        assertThat(changed).isNotEqualTo(shipped);
        return changed;
    }

    @Test
    @Shows(Case.REAUTHENTICATED)
    void authenticatesAnewWhenItsSessionHasEnded() throws Exception {
        delivered(claim(call(), 1, 1));
        crm.expireTokens();

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(crm.tokensGiven()).isEqualTo(2);
        only();
    }

    @Test
    @Shows(Case.TOO_LONG)
    void longTextIsCutVisibly() throws Exception {
        delivered(
                claim(call().put("description", "long ".repeat(20_000)).put("subject", "subject ".repeat(200)), 1, 1));

        assertThat(only().get(descriptionField()).asText()).endsWith(" […]");
        assertThat(only().get(subjectField()).asText()).endsWith(" […]");
    }

    @Test
    @Shows(Case.UNICODE)
    void unicodeArrivesAsItWas() throws Exception {
        String text = "漢字 Größe \uD83D\uDE00 “quoted” \\ \" ' & < > עברית";

        delivered(claim(call().put("description", text), 1, 1));

        assertThat(only().get(descriptionField()).asText()).contains(text);
    }

    @Test
    void isLinkedToTheOnePersonWithThePhoneNumber() throws Exception {
        contact("Somebody else", "+1 (415) 555-9999", null);
        String id = contact("Pat O'Hara", "(415) 555-0123", null);

        delivered(claim(call(), 1, 1));

        assertThat(contactOf(only())).isEqualTo(id);
    }

    @Test
    void isLinkedToTheOnePersonWithTheEmailAddress() throws Exception {
        contact("Somebody else", null, "hara@example.com");
        String id = contact("Pat O'Hara", null, EMAIL);
        ObjectNode email =
                Claims.minimal().put("type", "email").put("email", EMAIL).put("endTime", 1_795_000_095_000L);

        delivered(claim(email, 1, 1));

        assertThat(contactOf(only())).isEqualTo(id);
    }

    @Test
    @Shows(Case.NO_LINK)
    void isLinkedToNobodyAndSaysSoWhenNoneIsFound() throws Exception {
        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(contactOf(only())).isEmpty();
        assertThat(attempt.detail()).contains("not linked to a contact: none has this phone number");
        assertThat(only().get(descriptionField()).asText()).contains("not linked to a contact");
    }

    @Test
    @Shows(Case.SEVERAL_LINKS)
    void isLinkedToNobodyAndSaysSoWhenSeveralAreFound() throws Exception {
        contact("One", PHONE, null);
        contact("Two", PHONE, null);

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(contactOf(only())).isEmpty();
        assertThat(attempt.detail()).contains("more than one has this phone number");
    }

    @Test
    void whatTheAgentSelectedIsNotLookedUp() throws Exception {
        contact("By phone", PHONE, null);
        String chosen = contact("Chosen", "+14155550000", null);
        ObjectNode record = call();
        ObjectNode associated = record.putObject("associatedObjects");
        associated
                .putArray("list")
                .addObject()
                .put("id", chosen)
                .put("type", "contact")
                .put("displayName", "Chosen");
        associated.putArray("selected").add(chosen);

        delivered(claim(record, 1, 1));

        assertThat(contactOf(only())).isEqualTo(chosen);
        assertThat(crm.requests()).hasSameSizeAs(crm.writes());
    }

    @Test
    void startsWhileTheCrmIsDownAndTriesAgain() throws Exception {
        crm.close();

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome())
                .as(attempt.detail())
                .isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                        .isFalse());
    }

    @Test
    void aPersonIsLookedUpOnceInAWhile() throws Exception {
        contact("Pat O'Hara", PHONE, null);
        delivered(claim(call(), 1, 1));
        int before = crm.requests().size() - crm.writes().size();

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(crm.requests().size() - crm.writes().size()).isEqualTo(before);
    }

    @Test
    void aWebPageIsNoAnswer() throws Exception {
        crm.page();
        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.reason())
                .isEqualTo("unexpected_html"));
        delivered(claim(call(), 1, 2));
        only();
    }

    @Test
    void aRedirectIsRefusedAndGetsNoCredentials() throws Exception {
        try (FakeCrm elsewhere = fake()) {
            crm.answerNext(FakeCrm.Reply.empty(307).with("Location", elsewhere.url() + "/"));

            Attempt attempt = attempt(claim(call(), 1, 1));

            assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("redirected"));
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    @Shows(Case.REFUSED)
    void whatIsRefusedIsParkedAndARepairedMappingTakesOver() throws Exception {
        crm.answerNext(refusal());
        Attempt refused = attempt(claim(call(), 1, 1));
        assertThat(refused.outcome()).as(refused.detail()).isInstanceOf(Outcome.Rejected.class);
        assertThat(refused.detail()).isNotBlank().doesNotContain("First words");
        assertThat(records()).isEmpty();
        restart(Rig.live().file("mappings/" + mapping(), edited("Edited mapping")));

        delivered(claim(call(), 1, 2));

        assertThat(only().get(subjectField()).asText()).isEqualTo("Edited mapping");
    }

    @Test
    void aRefusedFieldIsNamedAndARepairedMappingTakesOver() throws Exception {
        String shipped = mappingText();
        restart(Rig.live()
                .file(
                        "mappings/" + mapping(),
                        shipped.replaceFirst(
                                "\"" + subjectField() + "\":",
                                "\"Nobody_Knows__c\": \"x\", \"" + subjectField() + "\":")));
        if (unknownField() == null) {
            // It takes no notice of a column that it does not know; the doctor names it.
            delivered(claim(call(), 1, 1));
            assertThat(only().has("Nobody_Knows__c")).isFalse();
            return;
        }
        Attempt refused = attempt(claim(call(), 1, 1));
        assertThat(refused.outcome()).isEqualTo(new Outcome.Rejected("field_refused"));
        assertThat(refused.detail()).contains(unknownField());
        assertThat(records()).isEmpty();

        restart(Rig.live());
        delivered(claim(call(), 1, 2));
        only();
    }

    @Test
    @Shows(Case.DRY_RUN)
    void aDryRunShowsTheRequestsAndSendsNone() throws Exception {
        try (Rig recording = configured(Rig.recording()).start()) {
            Delivered shown = recording.deliver(claim(call(), 1, 1));

            List<RecordedRequest> requests = shown.evidence().recorded();
            assertThat(requests)
                    .anyMatch(request ->
                            request.lookup() && request.description().toString().contains("4155550123"));
            assertThat(requests).filteredOn(request -> !request.lookup()).isNotEmpty();
            assertThat(requests.toString()
                            + requests.stream()
                                    .map(RecordedRequest::description)
                                    .toList())
                    .contains("First words")
                    .doesNotContain("secret-1", "consumer-secret");
        }
        assertThat(crm.requests()).isEmpty();
        assertThat(crm.tokensGiven()).isZero();
    }
}
