package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNowTest extends CrmContract<FakeServiceNow> {

    @Override
    FakeServiceNow fake() {
        return new FakeServiceNow();
    }

    @Override
    String destination() {
        return "servicenow";
    }

    @Override
    Rig configured(Rig rig) {
        return rig.shipped("5-destination-servicenow.camel.yaml")
                .with("relay.destination.servicenow.url", crm.url())
                .with("relay.destination.servicenow.auth.type", "oauth2")
                .with("relay.destination.servicenow.auth.token-url", crm.url() + "/oauth_token.do")
                .with("relay.destination.servicenow.auth.client-id", "relay")
                .with("relay.destination.servicenow.auth.client-secret", "secret-1");
    }

    @Override
    String mapping() {
        return "servicenow-interaction.jsonata";
    }

    @Override
    List<ObjectNode> records() {
        return crm.interactions();
    }

    @Override
    String subjectField() {
        return "u_short_description";
    }

    @Override
    String descriptionField() {
        return "u_work_notes";
    }

    @Override
    String contact(String name, String phone, String email) {
        return crm.contact(name, phone, email);
    }

    @Override
    String contactOf(JsonNode record) {
        return record.path("u_contact").asText();
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
        crm.edit("u_state", "closed_complete");
    }

    @Override
    FakeCrm.Reply refusal() {
        return FakeServiceNow.error(403, "Operation against file denied", "ACL Exception Insert Failed");
    }

    @Override
    FakeCrm.Reply throttled() {
        return FakeServiceNow.error(429, "Rate limit exceeded", "").with("Retry-After", "30");
    }

    /** A staging table takes columns it does not have, and says nothing. */
    @Override
    String unknownField() {
        return null;
    }

    @Test
    void whereARecordNamesNoAgentItsOnlyUserIsAssignedToIt() throws Exception {
        restart(Rig.live().file("tables/servicenow-owners.csv", "u-77,62826bf03710200044e0bfc8bcbe5df1\n"));
        ObjectNode record = call();
        record.remove("agentId");
        record.withArray("callParties").addObject().put("name", "Jo").put("userId", "u-77");

        delivered(claim(record, 1, 1));

        assertThat(only().path("u_assigned_to").asText()).isEqualTo("62826bf03710200044e0bfc8bcbe5df1");
    }

    @Test
    void aCallIsAPhoneInteractionOfTheRightShape() throws Exception {
        delivered(claim(call().put("globalInteractionId", "giid-1").put("contactName", "Pat"), 1, 1));

        ObjectNode interaction = only();
        assertThat(interaction.path("u_type").asText()).isEqualTo("phone");
        assertThat(interaction.path("u_state").asText()).isEqualTo("closed_complete");
        assertThat(interaction.path("u_short_description").asText()).isEqualTo("Call with Pat");
        assertThat(interaction.path("u_duration_seconds").asText()).isEqualTo("95");
        assertThat(interaction.path("u_disposition").asText()).isEqualTo("Resolved");
        assertThat(interaction.path("u_opened_at").asText()).isEqualTo("2026-11-18 11:06:40");
        assertThat(interaction.path("u_global_interaction_id").asText()).isEqualTo("giid-1");
    }

    @ParameterizedTest
    @CsvSource({"chat, chat", "email, email"})
    void otherKindsKeepTheirNames(String type, String expected) throws Exception {
        delivered(claim(call().put("type", type), 1, 1));

        assertThat(only().path("u_type").asText()).isEqualTo(expected);
    }

    @Test
    void marksThatWouldShowHtmlAreTakenOut() throws Exception {
        delivered(claim(call().put("description", "[code]<img src=x>[/CODE] hello"), 1, 1));

        assertThat(only().path("u_work_notes").asText()).startsWith("<img src=x> hello");
    }

    @Test
    void aRevisionAddsNoNoteIfTheNotesAreTheSame() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("subject", "Another subject"), 2, 1));

        assertThat(only().path("u_short_description").asText()).isEqualTo("Another subject");
        assertThat(crm.notes()).hasSize(1);
        assertThat(crm.writes().get(1).body().has("u_work_notes")).isFalse();
    }

    /** A journal would have the same words twice, and what an agent did meanwhile would be undone. */
    @Test
    void anUpdateWhoseAnswerWasLostIsNotCarriedOutTwice() throws Exception {
        delivered(claim(call(), 1, 1));
        crm.loseNextAnswer();
        ObjectNode revised = call().put("description", "Second words").put("disposition", "Callback");
        attempt(claim(revised, 2, 1));
        edit("u_disposition", "Changed by an agent");
        int before = crm.writes().size();

        Attempt again = attempt(claim(revised, 2, 2));

        assertThat(again.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(again.detail()).contains("had arrived before");
        assertThat(crm.writes()).hasSize(before);
        assertThat(only().path("u_disposition").asText()).isEqualTo("Changed by an agent");
        assertThat(crm.notes()).hasSize(2);
    }

    @Test
    void anUpdateThatNeverArrivedIsSentAgain() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("description", "Second words"), 2, 1));
        crm.loseNextRequest();
        attempt(claim(call(), 3, 1));

        delivered(claim(call(), 3, 2));

        assertThat(only().path("u_work_notes").asText()).contains("First words");
        assertThat(crm.notes()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheStagingTableTellsNothingTheRecordItselfIsLookedFor(boolean hidden) throws Exception {
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));
        edit("u_short_description", "Changed by an agent");
        if (hidden) {
            crm.hideStagingTable();
        } else {
            crm.cleanUpStaging();
        }

        Outcome.Delivered again = delivered(claim(call(), 1, 2));

        assertThat(again.externalId()).isEqualTo(only().get("sys_id").asText());
        assertThat(only().path("u_short_description").asText()).isEqualTo("Changed by an agent");
        assertThat(crm.writes()).hasSize(1);
    }

    /** The transform map refused it, and the word of it was lost: only sending it again brings that word. */
    @Test
    void aRowThatWasRefusedIsNotTakenForWritten() throws Exception {
        crm.transformNext("error", "Invalid choice for u_type");
        crm.loseNextAnswer();
        attempt(claim(call(), 1, 1));

        delivered(claim(call(), 1, 2));

        only();
        assertThat(crm.writes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "error, Invalid choice for u_type, rejected, unprocessable",
        "error, Unable to acquire lock on interaction, retry, locked",
        "error, Unique Key violation detected, retry, locked",
        "ignored, Row transform ignored by onBefore script, rejected, unprocessable",
        "skipped, Coalesce field is empty, rejected, unprocessable",
        "something new, , rejected, unprocessable"
    })
    void createdIsNoSuccessByItself(String status, String message, String outcome, String reason) throws Exception {
        crm.transformNext(status, message);

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.statusCode()).isEqualTo(201);
        assertThat(attempt.outcome().toString().toLowerCase(Locale.ROOT)).startsWith(outcome);
        assertThat(attempt.outcome().toString()).contains("reason=" + reason);
        assertThat(attempt.detail()).contains("the transform map").contains(message == null ? "" : message);
        assertThat(records()).isEmpty();
        delivered(claim(call(), 1, 2));
        only();
    }

    @Test
    void anAnswerWithoutAnyResultIsNoSuccess() throws Exception {
        crm.answerNext(FakeCrm.Reply.of(
                201, FakeCrm.object().put("import_set", "ISET1").set("result", FakeCrm.JSON.createArrayNode())));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("unprocessable"));
        assertThat(attempt.detail()).contains("no transform map made a record");
    }

    @Test
    void throttlingIsHonoured() throws Exception {
        crm.answerNext(throttled());

        assertThat(attempt(claim(call(), 1, 1)).outcome())
                .isEqualTo(new Outcome.Retry("rate_limited", java.time.Duration.ofSeconds(30), false));
    }

    @Test
    void aMissingRoleIsSaid() throws Exception {
        crm.answerNext(FakeServiceNow.error(403, "Operation against file denied", "ACL Exception Insert Failed"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("forbidden"));
        assertThat(attempt.detail()).contains("the integration user lacks a role", "ACL Exception");
    }

    @Test
    void basicCredentialsAreAsGood() throws Exception {
        Rig basic = configured(Rig.live())
                .with("relay.destination.servicenow.auth.type", "basic")
                .with("relay.destination.servicenow.auth.username", "relay")
                .with("relay.destination.servicenow.auth.password", "password-1");
        try (basic) {
            basic.start().deliver(claim(call(), 1, 1));
        }

        only();
        assertThat(crm.tokensGiven()).isZero();
    }

    @Test
    void aNumberIsFoundInTheWaysThatPeopleWriteIt() throws Exception {
        String id = crm.contact("Pat", "+1 415-555-0123", null);

        delivered(claim(call().put("phoneNumber", "(415) 555-0123"), 1, 1));

        assertThat(contactOf(only())).isEqualTo(id);
    }

    @Test
    void aRecordWithNothingInItIsAnInteraction() throws Exception {
        delivered(claim(Claims.minimal(), 1, 1));

        assertThat(only().path("u_short_description").asText()).isEqualTo("Call");
    }

    /** An administrator who makes the staging table by the page leaves out none. */
    @Test
    void everyColumnOfTheMappingIsOnTheAdministratorsPage() throws Exception {
        String page = java.nio.file.Files.readString(java.nio.file.Path.of("docs/servicenow.md"));
        List<String> columns = java.util.regex.Pattern.compile("\"(u_\\w+)\":")
                .matcher(mappingText())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(columns).hasSizeGreaterThan(12).allMatch(column -> page.contains("`" + column + "`"));
    }
}
