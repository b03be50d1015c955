package org.activityrelay.relay.destination.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.CannotHappen;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.OutletContract;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Shows;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhook destination against a receiver that verifies with the specification's own library. */
@CannotHappen(value = Case.REVISED_AFTER_COMPLETION, because = "an event that was sent is never changed")
@CannotHappen(value = Case.NO_LINK, because = "the record goes as it is; whoever takes it links it")
@CannotHappen(value = Case.SEVERAL_LINKS, because = "the record goes as it is, with everything that the agent saw")
class WebhookTest extends OutletContract {

    private static final String SECRET = "whsec_" + base64("0123456789abcdef0123456789abcdef");
    private static final String OLD_SECRET = "whsec_" + base64("an older one, of as many letters");

    @RegisterExtension
    static final WireMockExtension RECEIVER = server();

    @RegisterExtension
    static final WireMockExtension ELSEWHERE = server();

    private static WireMockExtension server() {
        return WireMockExtension.newInstance()
                .options(WireMockConfiguration.wireMockConfig().dynamicPort())
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @BeforeEach
    void takeEverything() {
        mend();
    }

    @Override
    protected String destination() {
        return "webhook";
    }

    @Override
    protected Rig configured(Rig rig) {
        return addressed(rig).shipped("5-destination-webhook.camel.yaml");
    }

    private static Rig addressed(Rig rig) {
        return rig.with("relay.destination.webhook.url", RECEIVER.url("/hook"))
                .with("relay.destination.webhook.signature.secrets", SECRET);
    }

    @Override
    protected Rig unreachable(Rig rig) {
        return rig.with("relay.destination.webhook.url", "http://127.0.0.1:" + Ports.free() + "/hook");
    }

    @Override
    protected Rig edited(Rig rig) throws Exception {
        return withANote(rig, "webhook-event.jsonata");
    }

    @Override
    protected List<Received> received() {
        return requests().stream()
                .map(request -> new Received(request.getHeader("webhook-id"), request.getBodyAsString()))
                .toList();
    }

    private static List<LoggedRequest> requests() {
        return RECEIVER.findAll(postRequestedFor(urlEqualTo("/hook"))).stream()
                .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                .toList();
    }

    @Override
    protected String description(Received received) throws Exception {
        return JSON.readTree(received.body()).at("/data/activity/description").asText();
    }

    @Override
    protected void refuse() {
        answer(aResponse().withStatus(410).withBody("no longer"));
    }

    @Override
    protected String refusedBecause() {
        return "gone";
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
        answer(aResponse().withStatus(204));
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        RECEIVER.stubFor(post("/hook").willReturn(answer));
    }

    /** As a receiver would: by the bytes that came, with the time of its own clock. */
    private static void verify(LoggedRequest request, String secret) throws WebhookVerificationException {
        Map<String, List<String>> headers = request.getAllHeaderKeys().stream()
                .collect(Collectors.toMap(name -> name, name -> List.of(request.getHeader(name))));
        new Webhook(secret).verify(request.getBodyAsString(), headers);
    }

    /** The vector by which the specification's libraries are tested. */
    @Test
    void signsAsTheSpecificationDoes() throws Exception {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", "/");
        request.setEntity(new StringEntity("{\"test\": 2432232314}"));
        byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        WebhookSignature.sign(
                request, "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), List.of(key));

        assertThat(request.getFirstHeader("webhook-signature").getValue())
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theReceiverVerifiesIt() throws Exception {
        delivered(claim(call().put("description", "漢字 \uD83D\uDE00"), 1, 1));

        LoggedRequest request = requests().get(0);
        verify(request, SECRET);
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        assertThatThrownBy(() -> verify(request, OLD_SECRET)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void theEventHasTheThreePartsThatTheSpecificationAsksFor() throws Exception {
        delivered(claim(call(), 2, 1));

        JsonNode event = JSON.readTree(only().body());
        assertThat(event.fieldNames()).toIterable().containsExactly("type", "timestamp", "data");
        assertThat(event.get("type").asText()).isEqualTo("activity.saved");
        assertThat(Instant.parse(event.get("timestamp").asText())).isEqualTo(Instant.parse("2026-11-21T10:20:00Z"));
        assertThat(event.at("/data/revision").asInt()).isEqualTo(2);
        assertThat(event.at("/data/activity")).isEqualTo(call());
    }

    @Test
    void bothSecretsSignWhileOneReplacesTheOther() throws Exception {
        restart(configured(Rig.live()).with("relay.destination.webhook.signature.secrets", SECRET + ", " + OLD_SECRET));

        delivered(claim(call(), 1, 1));

        LoggedRequest request = requests().get(0);
        verify(request, SECRET);
        verify(request, OLD_SECRET);
        assertThat(request.getHeader("webhook-signature").split(" ")).hasSize(2);
    }

    /** Receivers take nothing that is older than five minutes; a retry may come hours later. */
    @Test
    void everyAttemptIsSignedWithItsOwnTime() throws Exception {
        SettableClock clock = new SettableClock(Instant.now().minus(3, ChronoUnit.HOURS));
        answer(aResponse().withStatus(503));
        restart(configured(Rig.live()).at(clock));
        attempt(claim(call(), 1, 1));
        clock.advance(Duration.ofHours(3));
        mend();

        delivered(claim(call(), 1, 2));

        List<LoggedRequest> requests = requests();
        assertThatThrownBy(() -> verify(requests.get(0), SECRET)).hasMessageContaining("too old");
        verify(requests.get(1), SECRET);
        assertThat(received().get(1)).isEqualTo(received().get(0));
    }

    @Test
    @Shows(Case.REAUTHENTICATED)
    void aNewTokenMeansANewSignature() throws Exception {
        ELSEWHERE.stubFor(post("/token")
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"access_token\":\"t\",\"expires_in\":3600}")));
        RECEIVER.stubFor(post("/hook")
                .inScenario("login")
                .whenScenarioStateIs("Started")
                .willReturn(aResponse().withStatus(401))
                .willSetStateTo("in"));
        RECEIVER.stubFor(post("/hook")
                .inScenario("login")
                .whenScenarioStateIs("in")
                .willReturn(aResponse().withStatus(204)));
        restart(configured(Rig.live())
                .with("relay.destination.webhook.auth.type", "oauth2")
                .with("relay.destination.webhook.auth.token-url", ELSEWHERE.url("/token"))
                .with("relay.destination.webhook.auth.client-id", "relay")
                .with("relay.destination.webhook.auth.client-secret", "relay-secret"));

        delivered(claim(call(), 1, 1));

        assertThat(requests()).hasSize(2);
        verify(requests().get(1), SECRET);
    }

    @ParameterizedTest
    @CsvSource({"429, rate_limited", "503, unavailable"})
    void waitsAsLongAsTheReceiverAsks(int status, String reason) throws Exception {
        answer(aResponse().withStatus(status).withHeader("Retry-After", "90"));

        assertThat(attempt(claim(call(), 1, 1)).outcome())
                .isEqualTo(new Outcome.Retry(reason, Duration.ofSeconds(90), false));
    }

    @Test
    void whatAGatewayLeavesOpenIsRepeatedAsItWas() throws Exception {
        answer(aResponse().withStatus(504));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isInstanceOfSatisfying(Outcome.Retry.class, retry -> assertThat(retry.ambiguous())
                .isTrue());
        assertThat(writes.of("d-1")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void noRedirectIsFollowed(int status) throws Exception {
        ELSEWHERE.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        answer(aResponse().withStatus(status).withHeader("Location", ELSEWHERE.url("/hook")));

        assertThat(attempt(claim(call(), 1, 1)).outcome()).isEqualTo(new Outcome.Rejected("redirected"));
        assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
    }

    @Test
    void goneSaysWhatItMeans() throws Exception {
        refuse();

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.detail()).contains("HTTP 410", "no longer");
        assertThat(attempt.statusCode()).isEqualTo(410);
    }

    @Test
    void nothingIsSignedForAnotherOrigin() throws Exception {
        ELSEWHERE.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        restart(addressed(Rig.live()).route("webhook", """
                - setBody: { constant: "{}" }
                - to: "%s?httpMethod=POST"
                - to: "%s?httpMethod=POST"
                """.formatted(ELSEWHERE.url("/hook"), RECEIVER.url("/hook"))));

        delivered(claim(call(), 1, 1));

        assertThat(ELSEWHERE.findAll(postRequestedFor(anyUrl())).get(0).containsHeader("webhook-signature"))
                .isFalse();
        verify(requests().get(0), SECRET);
    }

    @Test
    void aDryRunShowsNoSecretAndNoSignature() throws Exception {
        restart(configured(Rig.recording())
                .with("relay.destination.webhook.signature.secrets", SECRET + "," + OLD_SECRET));

        JsonNode request = rig().deliver(claim(call(), 1, 1)).only();

        assertThat(request.at("/headers/webhook-id").asText()).isEqualTo("7b1f7a52-0c5e-8d3a-9c4b-0242ac120002-1");
        assertThat(request.at("/headers/webhook-signature").asText()).isEqualTo("v1,*** v1,***");
        assertThat(request.toString()).doesNotContain(SECRET.substring(6), OLD_SECRET.substring(6));
    }

    /** A receiver may answer with what it was sent, or with its configuration. */
    @Test
    void anAnswerThatQuotesTheSecretIsMasked() throws Exception {
        answer(aResponse().withStatus(400).withBody("bad signature for " + SECRET));

        assertThat(attempt(claim(call(), 1, 1)).detail())
                .contains("bad signature")
                .doesNotContain(SECRET);
    }
}
