package org.activityrelay.relay.intake;

import static org.activityrelay.relay.intake.TestIntake.problem;
import static org.activityrelay.relay.intake.TestIntake.record;
import static org.activityrelay.relay.intake.TestIntake.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Stored;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.RecordRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeServiceTest {

    private final TestIntake intake = new TestIntake();

    @Test
    void handsARecordWithItsPlanToTheLedger() {
        Receipt receipt = intake.accept(record("a-1"));

        assertThat(receipt.batch()).isFalse();
        assertThat(receipt.items()).singleElement().isInstanceOfSatisfying(Stored.class, stored -> assertThat(
                        stored.accepted().interactionId())
                .isEqualTo("a-1"));
        assertThat(intake.ledger.submissions).singleElement().satisfies(submission -> {
            assertThat(submission.original()).asString().isEqualTo(record("a-1"));
            assertThat(submission.intake()).isEqualTo("http");
            assertThat(submission.principal()).isEqualTo("desktop");
            assertThat(submission.plan().configurationHash()).isEqualTo("hash of a-1");
            assertThat(submission.activity().tenant()).isEqualTo("default");
        });
    }

    @Test
    void answersOnlyAfterTheLedger() {
        CompletableFuture<Accepted> commit = new CompletableFuture<>();
        intake.ledger.answer(submission -> commit);

        CompletableFuture<Receipt> receipt = intake.begin(record("a-1"));
        assertThat(receipt).isNotDone();

        intake.ledger.stored(intake.ledger.submissions.get(0)).thenAccept(commit::complete);
        assertThat(receipt.join().items()).hasOnlyElementsOfType(Stored.class);
    }

    @Test
    void failsWhenTheLedgerCannotStore() {
        intake.ledger.answer(submission -> FakeLedger.unavailable());

        assertThatThrownBy(() -> intake.begin(record("a-1")).get())
                .hasCauseInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void failsWhenTheLedgerThrowsAtOnce() {
        intake.ledger.answer(submission -> {
            throw FakeLedger.outage();
        });

        assertThatThrownBy(() -> intake.begin(record("a-1")).get())
                .hasCauseInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void failsWhenARejectionCannotBeKept() {
        intake.rejections.failure = FakeLedger.outage();

        assertThatThrownBy(() -> intake.begin("{}").get()).hasCauseInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void keepsARecordThatTheDatabaseRefusesAsARejection() {
        intake.ledger.answer(
                submission -> CompletableFuture.failedFuture(new RecordRefusedException("a value is too long")));

        Receipt receipt = intake.accept(record("a-1"));

        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(refused(receipt).rejectionId()).isEqualTo("rejection-1");
        assertThat(problem(receipt).detail())
                .isEqualTo(
                        "The ledger's database refuses this record. It is kept: correct and resubmit it, or report this.");
        assertThat(intake.rejections.kept.get(0).body()).asString().isEqualTo(record("a-1"));
    }

    @Test
    void passesOnAnyOtherFailure() {
        intake.ledger.answer(submission -> CompletableFuture.failedFuture(new IllegalStateException("a mistake")));

        assertThatThrownBy(() -> intake.begin(record("a-1")).get()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(intake.rejections.kept).isEmpty();
    }

    @Test
    void keepsWhatIsNoRecordWithEverythingAboutIt() {
        Receipt receipt = intake.accept("{\"type\":7.5,\"callParties\":5}", "text/plain;charset=UTF-8");

        assertThat(refused(receipt).rejectionId()).isEqualTo("rejection-1");
        assertThat(refused(receipt).problems())
                .extracting(Problem::pointer)
                .containsExactly("/callParties", "/interactionId");
        assertThat(intake.rejections.kept).singleElement().satisfies(rejection -> {
            assertThat(rejection.tenant()).isEqualTo("default");
            assertThat(rejection.intake()).isEqualTo("http");
            assertThat(rejection.source()).isEqualTo("post 1");
            assertThat(rejection.principal()).isEqualTo("desktop");
            assertThat(rejection.contentType()).isEqualTo("text/plain;charset=UTF-8");
            assertThat(rejection.body()).asString().isEqualTo("{\"type\":7.5,\"callParties\":5}");
            assertThat(rejection.problems()).isEqualTo(new ObjectMapper().readTree("""
                    [{"pointer": "/callParties",
                      "detail": "Must be an array of objects, but is a number. Send [] if there are none."},
                     {"pointer": "/interactionId", "detail": "Is required, but missing. Send the id as text."}]"""));
        });
        assertThat(intake.ledger.submissions).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "text/plain",
                "text/plain;charset=UTF-8",
                "application/cloudevents+json",
                "application/octet-stream",
                "APPLICATION/JSON"
            })
    void readsJsonUnderAnyName(String contentType) {
        assertThat(intake.accept(record("a-1"), contentType).items()).hasOnlyElementsOfType(Stored.class);
    }

    @Test
    void readsAfterAByteOrderMarkAndBlanks() {
        byte[] body = ("\uFEFF \r\n\t" + record("a-1") + "\n\n").getBytes(StandardCharsets.UTF_8);

        assertThat(intake.accept(body).items()).hasOnlyElementsOfType(Stored.class);
        assertThat(intake.ledger.submissions.get(0).original()).isEqualTo(body);
    }

    @Test
    void takesTheTenantFromTheDoor() {
        TestIntake tenants = new TestIntake(TestIntake.withTenants(Map.of(
                "acme",
                new IntakeSettings.Tenant(URI.create("https://acme.example.com"), "DE", ZoneId.of("Europe/Berlin")))));
        String row = "{\"RecordingId\":\"r\",\"Start Time\":\"11/21/2025 10:13:20 AM\",\"Review URL\":\"/r\"}";

        tenants.service
                .accept(new Body(row.getBytes(StandardCharsets.UTF_8), null, "queue", null, "acme", null))
                .join();

        Activity activity = tenants.ledger.activities().get(0);
        assertThat(activity.tenant()).isEqualTo("acme");
        assertThat(activity.playbackUrl()).isEqualTo("https://acme.example.com/r");
        assertThat(activity.startTime()).isEqualTo(1763716400000L);
    }

    @Test
    void keepsRejectionsForTheTenantOfTheDoor() {
        intake.service
                .accept(new Body(new byte[] {'x'}, null, "queue", "ID:1", "unconfigured", null))
                .join();

        assertThat(intake.rejections.kept.get(0).tenant()).isEqualTo("unconfigured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|400|Is empty. Send an activity record as JSON.",
                "' \t'|400|Is empty. Send an activity record as JSON.",
                "'5'|422|Must be one JSON object, the activity record, but is a number.",
                "'\"text\"'|422|Must be one JSON object, the activity record, but is text.",
                "'null'|422|Must be one JSON object, the activity record, but is null.",
                "'true'|422|Must be one JSON object, the activity record, but is true.",
                "'[]'|422|Is an empty array. Send at least one activity record.",
            })
    void refusesWhatHoldsNoRecord(String body, int status, String detail) {
        Receipt receipt = intake.accept(body);

        assertThat(refused(receipt).status()).isEqualTo(status);
        assertThat(problem(receipt)).isEqualTo(new Problem("", detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"interactionId\":\"a\",\"type\":\"voice\"} x'",
                "'{\"interactionId\":\"a\",\"type\":\"voice\"}}'",
                "'{\"interactionId\":\"a\",\"type\":\"voice\"} {\"interactionId\":\"b\",\"type\":\"voice\"}'",
                "'{\"interactionId\":\"a\",\"type\":\"voice\"},'",
            })
    void refusesWhatFollowsARecord(String body) {
        Receipt receipt = intake.accept(body);

        assertThat(refused(receipt).status()).isEqualTo(400);
        assertThat(problem(receipt))
                .isEqualTo(new Problem(
                        "",
                        "The record ends at line 1, column 37, but more follows. Send one record, an array of records, "
                                + "or one record per line as application/x-ndjson."));
        assertThat(intake.ledger.submissions).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"type\":\"chat\"}|/type",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"attachedData\":{\"k\":1,\"k\":1}}|/attachedData/k",
                "{\"interactionId\":\"a\",\"type\":\"voice\",\"x\":[{},{\"y\":{\"z\":1,\"z\":2}}]}|/x/1/y/z",
            })
    void refusesANameThatIsThereTwice(String body, String pointer) {
        Receipt receipt = intake.accept(body);

        assertThat(refused(receipt).status()).isEqualTo(422);
        assertThat(problem(receipt)).isEqualTo(new Problem(pointer, "Is there twice. Send each field once."));
    }
}
