package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.Test;

class DynamicsTest extends CrmContract<FakeDataverse> {

    private static final String USER = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";

    @Override
    FakeDataverse fake() {
        return new FakeDataverse();
    }

    @Override
    String destination() {
        return "dynamics";
    }

    @Override
    Rig configured(Rig rig) {
        return rig.shipped("5-destination-dynamics.camel.yaml")
                .with("relay.destination.dynamics.url", crm.url())
                .with("relay.destination.dynamics.auth.token-url", crm.url() + "/tenant/oauth2/v2.0/token")
                .with("relay.destination.dynamics.auth.client-id", "app-id")
                .with("relay.destination.dynamics.auth.client-secret", "secret-1");
    }

    @Override
    String mapping() {
        return "dynamics-activity.jsonata";
    }

    @Override
    List<ObjectNode> records() {
        return crm.activities();
    }

    @Override
    String subjectField() {
        return "subject";
    }

    @Override
    String descriptionField() {
        return "description";
    }

    @Override
    String contact(String name, String phone, String email) {
        return crm.contact(name, phone, email);
    }

    @Override
    String contactOf(JsonNode record) {
        for (JsonNode party : record.path(record.path("set").asText().replaceAll("s$", "") + "_activity_parties")) {
            String link = party.path("partyid_contact@odata.bind").asText();
            if (!link.isEmpty()) {
                return link.replaceAll("/contacts\\((.*)\\)", "$1");
            }
        }
        return "";
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
        crm.complete();
    }

    @Override
    FakeCrm.Reply refusal() {
        return FakeDataverse.error(403, "0x80040220", "Principal user is missing prvCreateActivity privilege");
    }

    @Override
    FakeCrm.Reply throttled() {
        return FakeDataverse.error(429, "0x80072322", "Number of requests exceeded the limit of 6000")
                .with("Retry-After", "7");
    }

    @Override
    String unknownField() {
        return "field Nobody_Knows__c does not exist on phonecall";
    }

    @Test
    void whereARecordNamesNoAgentItsOnlyUserOwnsTheActivity() throws Exception {
        restart(Rig.live().file("tables/dynamics-owners.csv", "u-77," + USER + "\n"));
        ObjectNode record = call();
        record.remove("agentId");
        record.withArray("callParties").addObject().put("name", "Jo").put("userId", "u-77");

        delivered(claim(record, 1, 1));

        assertThat(only().path("ownerid@odata.bind").asText()).isEqualTo("/systemusers(" + USER + ")");
    }

    @Test
    void aCallIsACompletedPhoneCallOfTheRightShape() throws Exception {
        restart(Rig.live().file("tables/dynamics-owners.csv", "agent-17," + USER + "\n"));
        String contact = contact("Pat", PHONE, null);
        delivered(claim(call().put("service", "Billing").put("contactName", "Pat"), 1, 1));

        ObjectNode activity = only();
        assertThat(activity.path("set").asText()).isEqualTo("phonecalls");
        assertThat(activity.path("subject").asText()).isEqualTo("Call with Pat");
        assertThat(activity.path("phonenumber").asText()).isEqualTo(PHONE);
        assertThat(activity.path("directioncode").asBoolean(true)).isFalse();
        assertThat(activity.path("actualdurationminutes").asInt()).isEqualTo(2);
        assertThat(activity.path("category").asText()).isEqualTo("Resolved");
        assertThat(activity.path("subcategory").asText()).isEqualTo("Billing");
        assertThat(activity.path("statecode").asInt()).isEqualTo(1);
        assertThat(activity.path("statuscode").asInt()).isEqualTo(4);
        assertThat(activity.path("ownerid@odata.bind").asText()).isEqualTo("/systemusers(" + USER + ")");
        JsonNode parties = activity.path("phonecall_activity_parties");
        assertThat(parties).hasSize(2);
        assertThat(parties.get(0).path("participationtypemask").asInt()).isEqualTo(1);
        assertThat(parties.get(0).path("partyid_contact@odata.bind").asText()).isEqualTo("/contacts(" + contact + ")");
        assertThat(parties.get(1).path("participationtypemask").asInt()).isEqualTo(2);
    }

    @Test
    void anOutboundCallWasMade() throws Exception {
        delivered(claim(call().put("callDirection", "outbound"), 1, 1));

        assertThat(only().path("directioncode").asBoolean()).isTrue();
        assertThat(only().path("statuscode").asInt()).isEqualTo(2);
        assertThat(only().at("/phonecall_activity_parties/0/addressused").asText())
                .isEqualTo(PHONE);
        assertThat(only().at("/phonecall_activity_parties/0/participationtypemask")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aChatIsATaskAndAnEmailAnEmail() throws Exception {
        delivered(claim(call().put("type", "chat"), 1, 1));
        assertThat(only().path("set").asText()).isEqualTo("tasks");
        assertThat(only().path("statuscode").asInt()).isEqualTo(5);
        delivered(claim(call().put("type", "chat").put("description", "Second words"), 2, 1));
        assertThat(only().path("description").asText()).contains("Second words");
        crm.delete();

        ObjectNode email = call().put("type", "email")
                .put("email", EMAIL)
                .put("description", "a <b> & c\nnext")
                .put("agentName", "<script>");
        delivered(claim(email, 3, 1, "other"));
        assertThat(only().path("set").asText()).isEqualTo("emails");
        assertThat(only().path("description").asText())
                .contains("a &lt;b&gt; &amp; c<br>next<br>", "Agent: &lt;script&gt;");
        assertThat(only().at("/email_activity_parties/0/addressused").asText()).isEqualTo(EMAIL);
    }

    @Test
    void aSelectedCaseIsWhatItIsAbout() throws Exception {
        ObjectNode record = call();
        ObjectNode associated = record.putObject("associatedObjects");
        associated.putArray("list").addObject().put("id", USER).put("type", "case");
        associated.putArray("selected").add(USER);

        delivered(claim(record, 1, 1));

        assertThat(only().path("regardingobjectid_incident_phonecall@odata.bind")
                        .asText())
                .isEqualTo("/incidents(" + USER + ")");
    }

    @Test
    void aCreationCutOffBeforeItsCompletionIsCompleted() throws Exception {
        crm.passNext();
        crm.loseNextRequest();
        assertThat(attempt(claim(call(), 1, 1)).outcome()).isInstanceOf(Outcome.Retry.class);
        assertThat(only().path("statecode").asInt()).isZero();
        edit("subject", "Changed by an agent");

        delivered(claim(call(), 1, 2));

        assertThat(only().path("statecode").asInt()).isEqualTo(1);
        assertThat(only().path("subject").asText()).isEqualTo("Changed by an agent");
    }

    @Test
    void aRevisionCutOffWhileItWasOpenIsCompletedAgain() throws Exception {
        delivered(claim(call(), 1, 1));
        for (int passed = 0; passed < 2; passed++) {
            ObjectNode revised = call().put("description", "Words " + passed);
            for (int step = 0; step <= passed; step++) {
                crm.passNext();
            }
            crm.loseNextRequest();
            attempt(claim(revised, 2 + passed, 1));
            assertThat(only().path("statecode").asInt()).isZero();

            delivered(claim(revised, 2 + passed, 2));
            assertThat(only().path("statecode").asInt()).isEqualTo(1);
            assertThat(only().path("description").asText()).contains("Words " + passed);
        }
    }

    @Test
    void whatWasMadeIsKnownWhenItsCompletionIsRefusedAndACorrectedMappingGoesOn() throws Exception {
        crm.passNext();
        crm.passNext();
        crm.answerNext(FakeDataverse.error(400, "0x80048408", "4 is not a valid status code for state code Completed"));
        Attempt refused = attempt(claim(call(), 1, 1));
        assertThat(refused.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(writes.of("d-1")).hasValueSatisfying(entry -> {
            assertThat(entry.request()).isNull();
            assertThat(entry.held().has("subject")).isTrue();
            assertThat(entry.externalId()).isNotBlank();
        });
        edit("subject", "Changed by an agent");

        delivered(claim(call(), 1, 2));

        assertThat(only().path("statecode").asInt()).isEqualTo(1);
        assertThat(only().path("subject").asText()).isEqualTo("Changed by an agent");
    }

    @Test
    void aRevisionReplacesWhoTookPart() throws Exception {
        delivered(claim(call(), 1, 1));
        assertThat(only().at("/phonecall_activity_parties/0/addressused").asText())
                .isEqualTo(PHONE);
        String contact = contact("Pat", PHONE, null);

        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(only().path("phonecall_activity_parties")).hasSize(1);
        assertThat(only().at("/phonecall_activity_parties/0/partyid_contact@odata.bind")
                        .asText())
                .isEqualTo("/contacts(" + contact + ")");
        assertThat(only().path("statecode").asInt()).isEqualTo(1);
    }

    /** The answer to the last step was lost: the completed call is read-only, and needs nothing more. */
    @Test
    void aCompletedCallWhoseAnswerWasLostIsLeftAlone() throws Exception {
        crm.passNext();
        crm.passNext();
        crm.loseNextAnswer();
        assertThat(attempt(claim(call(), 1, 1)).outcome()).isInstanceOf(Outcome.Retry.class);
        assertThat(only().path("statecode").asInt()).isEqualTo(1);

        delivered(claim(call(), 1, 2));

        assertThat(only().path("statecode").asInt()).isEqualTo(1);
    }

    @Test
    void aCallWithoutAPhoneNumberOfItsOwnHasTheOneItCameFrom() throws Exception {
        ObjectNode record = call().put("ANI", PHONE);
        record.remove("phoneNumber");

        delivered(claim(record, 1, 1));

        assertThat(only().path("phonenumber").asText()).isEqualTo(PHONE);
    }

    @Test
    void everyWriteIsConditional() throws Exception {
        delivered(claim(call(), 1, 1));
        delivered(claim(call().put("description", "Second words"), 2, 1));

        assertThat(crm.writes())
                .extracting(write -> String.valueOf(write.headers().get("If-None-Match")) + " "
                        + write.headers().get("If-Match"))
                .containsExactly("* null", "null null", "null *", "null *", "null *", "null *");
    }

    @Test
    void throttlingIsHonoured() throws Exception {
        crm.answerNext(throttled());

        Attempt attempt = attempt(claim(call(), 1, 1));
        assertThat(attempt.outcome()).isEqualTo(new Outcome.Retry("rate_limited", Duration.ofSeconds(7), false));
        assertThat(attempt.detail()).contains("0x80072322");
    }

    @Test
    void aLinkToWhatIsGoneIsSaid() throws Exception {
        ObjectNode record = call();
        ObjectNode associated = record.putObject("associatedObjects");
        associated.putArray("list").addObject().put("id", USER).put("type", "contact");
        associated.putArray("selected").add(USER);

        Attempt attempt = attempt(claim(record, 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("not_found"));
        assertThat(attempt.detail()).contains("a record that the phonecall is linked to");
    }

    @Test
    void aMissingPrivilegeIsSaid() throws Exception {
        crm.answerNext(FakeDataverse.error(403, "0x80040220", "Principal user is missing prvCreateActivity privilege"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("forbidden"));
        assertThat(attempt.detail())
                .contains("a security role of the application user lacks a privilege", "prvCreateActivity");
    }

    @Test
    void aRecordWithNothingInItIsAPhoneCall() throws Exception {
        delivered(claim(Claims.minimal(), 1, 1));

        assertThat(only().path("subject").asText()).isEqualTo("Call");
        assertThat(only().path("statecode").asInt()).isEqualTo(1);
    }
}
