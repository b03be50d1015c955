package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.activityrelay.relay.contract.NotAtMidnight;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.MemoryRequestCounts;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NotAtMidnight.class)
class SalesforceTest extends CrmContract<FakeSalesforce> {

    @Override
    FakeSalesforce fake() {
        return new FakeSalesforce();
    }

    @Override
    String destination() {
        return "salesforce";
    }

    @Override
    Rig configured(Rig rig) {
        return rig.shipped("5-destination-salesforce.camel.yaml")
                .with("relay.destination.salesforce.url", crm.url())
                .with("relay.destination.salesforce.auth.token-url", crm.url() + "/services/oauth2/token")
                .with("relay.destination.salesforce.auth.client-id", "consumer-key")
                .with("relay.destination.salesforce.auth.client-secret", "consumer-secret");
    }

    @Override
    String mapping() {
        return "salesforce-task.jsonata";
    }

    @Override
    List<ObjectNode> records() {
        return crm.tasks();
    }

    @Override
    String subjectField() {
        return "Subject";
    }

    @Override
    String descriptionField() {
        return "Description";
    }

    @Override
    String contact(String name, String phone, String email) {
        return crm.person("Contact", name, phone, email);
    }

    @Override
    String contactOf(JsonNode record) {
        return record.path("WhoId").asText();
    }

    @Override
    void edit(String field, String value) {
        crm.edit(field, value);
    }

    @Override
    void delete() {
        crm.delete();
    }

    @Override
    void complete() {
        crm.edit("Status", "Completed");
    }

    @Override
    FakeCrm.Reply refusal() {
        return FakeSalesforce.error(403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");
    }

    @Override
    FakeCrm.Reply throttled() {
        return FakeSalesforce.error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    }

    @Override
    String unknownField() {
        return "field Nobody_Knows__c does not exist on Task or is not writable for the integration user";
    }

    @Test
    void aCallIsACallOfTheRightShape() throws Exception {
        delivered(claim(call().put("globalInteractionId", "giid-1").put("contactName", "Pat"), 1, 1));

        ObjectNode task = only();
        assertThat(task.path("Subject").asText()).isEqualTo("Call with Pat");
        assertThat(task.path("TaskSubtype").asText()).isEqualTo("Call");
        assertThat(task.path("CallType").asText()).isEqualTo("Inbound");
        assertThat(task.path("CallDurationInSeconds").asInt()).isEqualTo(95);
        assertThat(task.path("CallDisposition").asText()).isEqualTo("Resolved");
        assertThat(task.path("CallObject").asText()).isEqualTo("giid-1");
        assertThat(task.path("Status").asText()).isEqualTo("Completed");
    }

    @Test
    void aChatIsATaskAndAnEmailAnEmail() throws Exception {
        delivered(claim(call().put("type", "chat"), 1, 1));
        assertThat(only().path("TaskSubtype").asText()).isEqualTo("Task");
        assertThat(only().has("CallType")).isFalse();
        crm.delete();

        delivered(claim(call().put("type", "email"), 3, 1));
        assertThat(only().path("TaskSubtype").asText()).isEqualTo("Email");
        assertThat(only().path("Subject").asText()).startsWith("Email with");
    }

    @Test
    void aDispositionThatIsNotInTheTableStaysAsText() throws Exception {
        delivered(claim(call().put("disposition", "Wants a call back"), 1, 1));

        assertThat(only().path("CallDisposition").asText()).isEqualTo("Wants a call back");
        assertThat(only().path("Description").asText()).contains("Disposition: Wants a call back");
    }

    @Test
    void theDateIsTheOneOfTheOrganisation() throws Exception {
        restart(Rig.live().with("relay.destination.salesforce.time-zone", "Pacific/Auckland"));
        // 2026-11-18T23:30Z is the next day there.
        delivered(claim(call().put("endTime", 1_795_044_600_000L), 1, 1));

        assertThat(only().path("ActivityDate").asText()).isEqualTo("2026-11-19");
    }

    @Test
    void ownersAndFieldsOfOnesOwnComeFromTables() throws Exception {
        restart(Rig.live()
                .file("tables/salesforce-owners.csv", "# agents\nAGENT-17;005xx0000012345AAA\n")
                .file("tables/salesforce-fields.csv", "attachedData.order, Order_Number__c\n"));
        ObjectNode record = call();
        record.putObject("attachedData").put("order", "4711");

        delivered(claim(record, 1, 1));

        assertThat(only().path("OwnerId").asText()).isEqualTo("005xx0000012345AAA");
        assertThat(only().path("Order_Number__c").asText()).isEqualTo("4711");
    }

    @Test
    void whereARecordNamesNoAgentItsOnlyUserOwnsTheTask() throws Exception {
        restart(Rig.live().file("tables/salesforce-owners.csv", "u-77,005xx0000012345AAA\n"));
        ObjectNode record = call();
        record.remove("agentId");
        record.withArray("callParties").addObject().put("name", "Ada").put("phone", PHONE);
        record.withArray("callParties").addObject().put("name", "Jo").put("userId", "u-77");

        delivered(claim(record, 1, 1));

        assertThat(only().path("OwnerId").asText()).isEqualTo("005xx0000012345AAA");
    }

    @Test
    void whoOwnsATaskIsNotGuessed() throws Exception {
        restart(Rig.live().file("tables/salesforce-owners.csv", "u-77,005xx0000012345AAA\n"));
        ObjectNode record = call();
        record.withArray("callParties").addObject().put("name", "Jo").put("userId", "u-77");
        delivered(claim(record, 1, 1));
        assertThat(only().path("OwnerId").asText("")).as("of another agent").isNotEqualTo("005xx0000012345AAA");

        record.remove("agentId");
        record.withArray("chatParties").addObject().put("name", "Kim").put("userId", "u-78");
        delivered(claim(record, 2, 1));
        assertThat(only().path("OwnerId").asText("")).as("of one of two users").isNotEqualTo("005xx0000012345AAA");
    }

    @Test
    void aTableWithoutTwoColumnsIsNamedWithItsLine() throws Exception {
        restart(Rig.live().file("tables/salesforce-owners.csv", "# agents\nagent-17\n"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("mapping_failed"));
        assertThat(attempt.detail())
                .contains("routes/tables/salesforce-owners.csv:2: this line does not have two columns");
    }

    @Test
    void aLeadIsLinkedToNothingElse() throws Exception {
        String lead = crm.person("Lead", "Lee", PHONE, null);
        ObjectNode record = call();
        ObjectNode associated = record.putObject("associatedObjects");
        associated.putArray("list").addObject().put("id", "500xx0000000001AAA").put("type", "case");
        associated.putArray("selected").add("500xx0000000001AAA");

        delivered(claim(record, 1, 1));

        assertThat(only().path("WhoId").asText()).isEqualTo(lead);
        assertThat(only().has("WhatId")).isFalse();
    }

    @Test
    void eachSelectedCaseHasATaskOfItsOwnWhereRulesPlanOneForEach() throws Exception {
        ObjectNode record = call();
        ObjectNode associated = record.putObject("associatedObjects");
        for (String id : List.of("500xx0000000001AAA", "500xx0000000002AAA")) {
            associated.withArray("list").addObject().put("id", id).put("type", "case");
            associated.withArray("selected").add(id);
        }

        delivered(claim(record, 1, 1, "500xx0000000002AAA"));
        assertThat(only().path("WhatId").asText()).isEqualTo("500xx0000000002AAA");
        Attempt undecided = attempt(claim(record, 1, 1));

        assertThat(undecided.detail()).contains("not linked to a case: 2 of them are selected");
        assertThat(records()).hasSize(2);
    }

    @Test
    void whatIsThereUnderTheKeyAndUnknownToTheLedgerIsLeftAndCompleted() throws Exception {
        crm.put(claim(call(), 1, 1).recordKey(), "Somebody's subject");

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(attempt.detail()).contains("was there already; left as it is: Subject");
        assertThat(only().path("Subject").asText()).isEqualTo("Somebody's subject");
        assertThat(only().path("Description").asText()).contains("First words");
    }

    @Test
    void twoTasksOfOneKeyAreToldApart() throws Exception {
        crm.put(claim(call(), 1, 1).recordKey(), "One");
        crm.put(claim(call(), 1, 1).recordKey(), "Two");

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("constraint_violated"));
        assertThat(attempt.detail()).contains("several Task records have the same Activity_Relay_Key__c");
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNABLE_TO_LOCK_ROW, retry, locked",
        "403, REQUEST_LIMIT_EXCEEDED, pause, quota_spent",
        "503, SERVER_UNAVAILABLE, retry, unavailable",
        "500, UNKNOWN_EXCEPTION, retry, server_error",
        "403, API_DISABLED_FOR_ORG, pause, forbidden",
        "403, INSUFFICIENT_ACCESS_OR_READONLY, rejected, forbidden",
        "400, REQUIRED_FIELD_MISSING, rejected, field_refused",
        "400, STRING_TOO_LONG, rejected, field_refused",
        "400, FIELD_CUSTOM_VALIDATION_EXCEPTION, rejected, unprocessable",
        "400, SOMETHING_NEW, rejected, bad_request"
    })
    void errorsMeanWhatTheySay(int status, String code, String outcome, String reason) throws Exception {
        crm.answerNext(FakeSalesforce.error(status, code, "in its own words", "Subject"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome().toString().toLowerCase(java.util.Locale.ROOT))
                .startsWith(outcome);
        assertThat(attempt.outcome().toString()).contains("reason=" + reason);
        assertThat(attempt.detail()).contains(code);
        assertThat(records()).isEmpty();
        delivered(claim(call(), 1, 2));
        only();
    }

    @Test
    void aLookupThatFailsIsTriedAgainAndWritesNothing() throws Exception {
        crm.allow(0);
        Attempt attempt = attempt(claim(call(), 1, 1));
        assertThat(attempt.outcome()).isInstanceOf(Outcome.Pause.class);
        assertThat(attempt.detail()).doesNotContain("4155550123");
        assertThat(crm.writes()).isEmpty();

        crm.allow(100);
        delivered(claim(call(), 1, 2));
    }

    @Test
    void anAssertionSignedWithAPrivateKeyIsAsGoodAsASecret() throws Exception {
        restart(Rig.live());
        Rig signed = configured(Rig.live())
                .with("relay.destination.salesforce.auth.type", "jwt-bearer")
                .with("relay.destination.salesforce.auth.client-secret", "")
                .with("relay.destination.salesforce.auth.username", "relay@example.com")
                .with("relay.destination.salesforce.auth.private-key", crm.privateKey());
        try (signed) {
            signed.start().deliver(claim(call(), 1, 1));
        }

        only();
    }

    @Test
    void wrongCredentialsPauseTheDestination() throws Exception {
        Rig wrong = configured(Rig.live()).with("relay.destination.salesforce.auth.client-secret", "secret-1");
        try (wrong) {
            var ended = wrong.start().attempt(claim(call(), 1, 1), exchange -> {});
            Attempt attempt = new org.activityrelay.relay.delivery.classifier.FailureClassifier(
                            java.time.Clock.systemUTC())
                    .attempt(ended.exchange().getException(), ended.evidence());

            assertThat(attempt.outcome()).isEqualTo(new Outcome.Pause("unauthorized", null));
            assertThat(attempt.detail()).contains("invalid_grant").doesNotContain("secret-1");
        }
    }

    @Test
    void aSpentBudgetPausesUntilMidnightAndIsWarnedOfBefore() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        restart(Rig.live()
                .countingIn(meters)
                .with("relay.destination.salesforce.crm.budget.per-day", 3)
                .with("relay.destination.salesforce.crm.link.lookup", false));
        for (int revision = 1; revision <= 3; revision++) {
            delivered(claim(call().put("description", "Words " + revision), revision, 1));
        }

        Attempt attempt = attempt(claim(call(), 4, 1));

        assertThat(attempt.outcome()).isInstanceOfSatisfying(Outcome.Pause.class, pause -> {
            assertThat(pause.reason()).isEqualTo("quota_spent");
            assertThat(pause.until()).isPositive().isLessThanOrEqualTo(java.time.Duration.ofDays(1));
        });
        assertThat(meters.get("relay.requests.sent").counter().count()).isEqualTo(3);
        assertThat(meters.get("relay.quota.used").gauge().value()).isEqualTo(1);
        assertThat(crm.requests()).hasSize(3);
    }

    @Test
    void aBudgetIsOneForAllProcessesAndARestartBeginsNoNewOne() throws Exception {
        MemoryRequestCounts counts = new MemoryRequestCounts(java.time.Clock.systemUTC());
        for (int process = 1; process <= 2; process++) {
            restart(budgeted(counts, 1_000));
            delivered(claim(call().put("description", "Words " + process), process, 1));
        }
        assertThat(counts.today()).as("what was set aside is given back").containsEntry("salesforce", 6L);
        restart(budgeted(counts, 2));
        assertThat(counts.today()).containsEntry("salesforce", 2L);

        Attempt attempt = attempt(claim(call(), 3, 1));

        assertThat(attempt.outcome()).isInstanceOfSatisfying(Outcome.Pause.class, pause -> assertThat(pause.reason())
                .isEqualTo("quota_spent"));
        assertThat(attempt.detail()).contains("relay.destination.salesforce.crm.budget.per-day");
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void aLargeBudgetAsksTheLedgerOnlyNowAndThen() throws Exception {
        MemoryRequestCounts counts = new MemoryRequestCounts(java.time.Clock.systemUTC());
        restart(budgeted(counts, 10_000));

        for (int revision = 1; revision <= 60; revision++) {
            delivered(claim(call().put("description", "Words " + revision), revision, 1));
        }

        assertThat(counts.asked()).isEqualTo(2);
    }

    private static Rig budgeted(MemoryRequestCounts counts, int perDay) {
        return Rig.live()
                .countingRequestsIn(counts)
                .with("relay.destination.salesforce.crm.budget.per-day", perDay)
                .with("relay.destination.salesforce.crm.link.lookup", false);
    }

    @Test
    void aRecordWithNothingInItIsATask() throws Exception {
        delivered(claim(Claims.minimal(), 1, 1));

        assertThat(only().path("Subject").asText()).isEqualTo("Call");
    }
}
