package org.activityrelay.relay.destination.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.Comparator;
import java.util.List;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.destination.CannotHappen;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.OutletContract;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Shows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The generic crm destination against a receiver that tells repetitions by {@code Idempotency-Key}. */
@CannotHappen(
        value = Case.REVISED_AFTER_COMPLETION,
        because = "it knows no state of a record: a receiver that takes no change says so, and is parked")
class CrmOutletTest extends OutletContract {

    @RegisterExtension
    static final WireMockExtension CRM = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    @BeforeEach
    void takeEverything() {
        mend();
    }

    @Override
    protected String destination() {
        return "crm";
    }

    @Override
    protected Rig configured(Rig rig) {
        return rig.shipped("5-destination-crm.camel.yaml").with("relay.destination.crm.url", CRM.url("/activities"));
    }

    @Override
    protected Rig unreachable(Rig rig) {
        return rig.with("relay.destination.crm.url", "http://127.0.0.1:" + Ports.free() + "/activities");
    }

    @Override
    protected Rig edited(Rig rig) throws Exception {
        String type = "\"type\": type,";
        return rig.file(
                "mappings/crm-activity.jsonata",
                shippedWith("mappings/crm-activity.jsonata", type, type + " \"note\": \"Edited mapping\","));
    }

    @Override
    protected List<Received> received() {
        return requests().stream()
                .map(request -> new Received(request.getHeader("Idempotency-Key"), request.getBodyAsString()))
                .toList();
    }

    private static List<LoggedRequest> requests() {
        return CRM.findAll(postRequestedFor(urlEqualTo("/activities"))).stream()
                .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                .toList();
    }

    @Override
    protected String description(Received received) throws Exception {
        return JSON.readTree(received.body()).get("description").asText();
    }

    @Override
    protected int longest() {
        return 32_000;
    }

    @Override
    protected void refuse() {
        answer(aResponse().withStatus(422).withBody("outcome is not one of ours"));
    }

    @Override
    protected String refusedBecause() {
        return "unprocessable";
    }

    @Override
    protected void throttle() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "90"));
    }

    @Override
    protected void loseNextAnswer() {
        answer(aResponse().withFault(Fault.EMPTY_RESPONSE));
    }

    @Override
    protected void mend() {
        answer(okJson("{\"id\": \"4711\"}"));
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        CRM.stubFor(post("/activities").willReturn(answer));
    }

    @Test
    @Shows(Case.REAUTHENTICATED)
    void aSessionThatHasEndedIsFollowedByAnother() throws Exception {
        CRM.stubFor(post("/token")
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"access_token\":\"t\",\"expires_in\":3600}")));
        CRM.stubFor(post("/activities")
                .inScenario("login")
                .whenScenarioStateIs("Started")
                .willReturn(aResponse().withStatus(401))
                .willSetStateTo("in"));
        CRM.stubFor(post("/activities")
                .inScenario("login")
                .whenScenarioStateIs("in")
                .willReturn(okJson("{\"id\": \"4711\"}")));
        restart(configured(Rig.live())
                .with("relay.destination.crm.auth.type", "oauth2")
                .with("relay.destination.crm.auth.token-url", CRM.url("/token"))
                .with("relay.destination.crm.auth.client-id", "relay")
                .with("relay.destination.crm.auth.client-secret", "relay-secret"));

        delivered(claim(call(), 1, 1));

        assertThat(requests()).hasSize(2);
        assertThat(received().get(1)).isEqualTo(received().get(0));
        assertThat(CRM.findAll(postRequestedFor(urlEqualTo("/token")))).hasSize(2);
    }

    @Test
    @Shows(Case.NO_LINK)
    void withoutASelectedPersonNoneIsNamed() throws Exception {
        delivered(claim(call(), 1, 1));

        JsonNode contact = JSON.readTree(only().body()).get("contact");
        assertThat(contact.has("id")).isFalse();
        assertThat(contact.get("phone").asText()).isEqualTo("+14155550123");
    }

    @Test
    @Shows(Case.SEVERAL_LINKS)
    void ofSeveralThatNobodySelectedNoneIsNamed() throws Exception {
        ObjectNode record = call();
        record.putObject("associatedObjects").putArray("list");
        for (String id : List.of("c-1", "c-2")) {
            record.withObject("/associatedObjects")
                    .withArray("list")
                    .addObject()
                    .put("id", id)
                    .put("type", "contact");
        }

        delivered(claim(record, 1, 1));

        assertThat(JSON.readTree(only().body()).get("contact").has("id")).isFalse();
    }
}
