package org.activityrelay.relay.destination.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a record to a Task and back to the sender, through the whole application. */
class SalesforceIT {

    @TempDir
    Path home;

    @Test
    void theSenderGetsTheTaskAndARevisionChangesIt() throws Exception {
        try (FakeSalesforce salesforce = new FakeSalesforce();
                RunningRelay relay = RunningRelay.in(home)
                        .start(
                                "relay.routing.crm=salesforce",
                                "relay.destination.salesforce.mode=live",
                                "relay.destination.salesforce.url=" + salesforce.url(),
                                "relay.destination.salesforce.auth.token-url=" + salesforce.url()
                                        + "/services/oauth2/token",
                                "relay.destination.salesforce.auth.client-id=consumer-key",
                                "relay.destination.salesforce.auth.client-secret=consumer-secret")) {
            String contact = salesforce.person("Contact", "Pat", "+14155550123", null);

            JsonNode answer = post(relay, "First words");
            ObjectNode task = salesforce.tasks().get(0);
            assertThat(answer.at("/record/id")).isEqualTo(task.get("Id"));
            assertThat(answer.at("/record/contactId").asText()).isEqualTo(contact);
            assertThat(relay.json(answer.get("href").asText()).toString())
                    .contains("/lightning/r/Task/" + task.get("Id").asText() + "/view");
            assertThat(task.path("WhoId").asText()).isEqualTo(contact);

            salesforce.edit("Subject", "Changed by an agent");
            JsonNode again = post(relay, "Second words");
            assertThat(again.at("/record/id")).isEqualTo(task.get("Id"));
            assertThat(salesforce.tasks()).hasSize(1);
            assertThat(salesforce.tasks().get(0).path("Description").asText()).contains("Second words");
            assertThat(salesforce.tasks().get(0).path("Subject").asText()).isEqualTo("Changed by an agent");
            assertThat(relay.json("/api/v1/activities?externalId="
                                    + task.get("Id").asText())
                            .toString())
                    .contains("c0ffee00-0000-4000-8000-000000000001");
        }
    }

    private static JsonNode post(RunningRelay relay, String description) throws Exception {
        ObjectNode record = RunningRelay.JSON
                .createObjectNode()
                .put("interactionId", "c0ffee00-0000-4000-8000-000000000001")
                .put("type", "voice")
                .put("callDirection", "inbound")
                .put("phoneNumber", "+14155550123")
                .put("disposition", "Product sold")
                .put("startTime", 1_795_000_000_000L)
                .put("endTime", 1_795_000_095_000L)
                .put("description", description);
        var answer = relay.post(
                "/api/v1/activities?wait=10s&for=salesforce",
                "application/json",
                record.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningRelay.JSON.readTree(answer.body());
    }
}
