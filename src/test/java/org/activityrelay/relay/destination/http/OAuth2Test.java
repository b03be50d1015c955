package org.activityrelay.relay.destination.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OAuth2 client credentials of an HTTP destination. */
class OAuth2Test {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static Rig crm() {
        return Rig.live()
                .shipped("5-destination-crm.camel.yaml")
                .with("relay.destination.crm.url", SERVER.url("/activities"))
                .with("relay.destination.crm.auth.type", "oauth2")
                .with("relay.destination.crm.auth.token-url", SERVER.url("/token"))
                .with("relay.destination.crm.auth.client-id", "relay:id")
                .with("relay.destination.crm.auth.client-secret", "s+cret/1")
                .with("relay.destination.crm.auth.scope", "activities.write");
    }

    private static void tokens(String... values) {
        String state = Scenario.STARTED;
        for (int i = 0; i < values.length; i++) {
            String next = i + 1 < values.length ? "token " + (i + 1) : state;
            SERVER.stubFor(post("/token")
                    .inScenario("tokens")
                    .whenScenarioStateIs(state)
                    .willSetStateTo(next)
                    .willReturn(okJson("{\"access_token\": \"" + values[i] + "\", \"expires_in\": 3600}")));
            state = next;
        }
    }

    @Test
    void asksOnceAndUsesTheTokenForEveryDelivery() throws Exception {
        tokens("t-1");
        SERVER.stubFor(post("/activities").willReturn(okJson("{}")));
        try (Rig rig = crm().start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));
            rig.deliver(Claims.of("crm", Claims.minimal()));
        }

        SERVER.verify(
                1,
                postRequestedFor(urlEqualTo("/token"))
                        .withHeader("Authorization", equalTo("Basic cmVsYXklM0FpZDpzJTJCY3JldCUyRjE="))
                        .withRequestBody(containing("grant_type=client_credentials"))
                        .withRequestBody(containing("scope=activities.write")));
        SERVER.verify(
                2, postRequestedFor(urlEqualTo("/activities")).withHeader("Authorization", equalTo("Bearer t-1")));
    }

    @Test
    void sendsClientAndSecretInTheBodyWhenConfiguredSo() throws Exception {
        tokens("t-1");
        SERVER.stubFor(post("/activities").willReturn(okJson("{}")));
        try (Rig rig =
                crm().with("relay.destination.crm.auth.client-in", "body").start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));
        }

        SERVER.verify(postRequestedFor(urlEqualTo("/token"))
                .withoutHeader("Authorization")
                .withRequestBody(containing("client_id=relay%3Aid"))
                .withRequestBody(containing("client_secret=s%2Bcret%2F1")));
    }

    @Test
    void authenticatesAnewOnceWhenATokenIsRefused() throws Exception {
        tokens("t-1", "t-2");
        SERVER.stubFor(post("/activities").willReturn(okJson("{\"id\": \"9\"}")));
        SERVER.stubFor(post("/activities")
                .withHeader("Authorization", equalTo("Bearer t-1"))
                .willReturn(unauthorized()));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.exchange().getVariable("externalId")).isEqualTo("9");
            assertThat(delivered.evidence().answer().status()).isEqualTo(200);
        }
        SERVER.verify(2, postRequestedFor(urlEqualTo("/token")));
        SERVER.verify(
                2,
                postRequestedFor(urlEqualTo("/activities"))
                        .withHeader("Idempotency-Key", equalTo("default/interaction/m-1/crm/1")));
    }

    @Test
    void failsWhenTheNewTokenIsRefusedToo() throws Exception {
        tokens("t-1", "t-2", "t-3");
        SERVER.stubFor(post("/activities").willReturn(unauthorized()));
        try (Rig rig = crm().start()) {
            assertThatThrownBy(() -> rig.deliver(Claims.of("crm", Claims.minimal())))
                    .isInstanceOfSatisfying(
                            HttpOperationFailedException.class,
                            failure -> assertThat(failure.getStatusCode()).isEqualTo(401));
        }
        SERVER.verify(2, postRequestedFor(urlEqualTo("/activities")));
    }

    @ParameterizedTest
    @CsvSource({"400,401", "401,401", "403,401", "302,401", "429,429", "500,500", "503,503"})
    void anAuthorizationServerThatRefusesCountsAsTheReceiversAnswer(int answered, int counted) throws Exception {
        SERVER.stubFor(post("/token")
                .willReturn(aResponse()
                        .withStatus(answered)
                        .withHeader("Retry-After", "11")
                        .withHeader("Location", SERVER.url("/elsewhere"))
                        .withBody("{\"error\": \"invalid_client\"}")));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException())
                    .isInstanceOfSatisfying(
                            HttpOperationFailedException.class,
                            failure -> assertThat(failure.getStatusCode()).isEqualTo(counted));
            assertThat(delivered.evidence().answer().excerpt()).contains("invalid_client");
            assertThat(delivered.evidence().answer().header("Retry-After")).isEqualTo("11");
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
        SERVER.verify(0, postRequestedFor(urlEqualTo("/activities")));
        SERVER.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    /** Named after "OAuth2 token cache of camel-http keyed without scope". */
    @Test
    void aTokenForOneScopeIsNeverUsedForAnother() throws Exception {
        SERVER.stubFor(post("/token")
                .withRequestBody(containing("scope=activities.write"))
                .willReturn(okJson("{\"access_token\": \"broad\"}")));
        SERVER.stubFor(post("/token")
                .withRequestBody(containing("scope=notes.write"))
                .willReturn(okJson("{\"access_token\": \"narrow\"}")));
        SERVER.stubFor(any(urlEqualTo("/activities")).willReturn(okJson("{}")));
        SERVER.stubFor(any(urlEqualTo("/notes")).willReturn(okJson("{}")));
        try (Rig rig = crm().route("notes", "- setBody: { constant: \"{}\" }\n- to: \"" + SERVER.url("/notes") + "\"")
                .with("relay.destination.notes.url", SERVER.url("/notes"))
                .with("relay.destination.notes.auth.type", "oauth2")
                .with("relay.destination.notes.auth.token-url", SERVER.url("/token"))
                .with("relay.destination.notes.auth.client-id", "relay:id")
                .with("relay.destination.notes.auth.client-secret", "s+cret/1")
                .with("relay.destination.notes.auth.scope", "notes.write")
                .start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));
            rig.deliver(Claims.of("notes", Claims.minimal()));
        }

        SERVER.verify(
                1, postRequestedFor(urlEqualTo("/activities")).withHeader("Authorization", equalTo("Bearer broad")));
        SERVER.verify(1, postRequestedFor(urlEqualTo("/notes")).withHeader("Authorization", equalTo("Bearer narrow")));
    }

    @Test
    void renewsATokenBeforeItEnds() {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");

        assertThat(TokenCache.Token.of("t", now, Duration.ofHours(1)).renewAt()).isEqualTo(now.plusSeconds(3540));
        assertThat(TokenCache.Token.of("t", now, Duration.ofSeconds(100)).renewAt())
                .isEqualTo(now.plusSeconds(80));
    }

    @Test
    void fetchesANewTokenWhenTheOldOneIsDue() throws Exception {
        tokens("t-1", "t-2");
        Auth auth = new Auth(
                Auth.Type.OAUTH2,
                null,
                null,
                null,
                URI.create(SERVER.url("/token")),
                "id",
                "secret",
                null,
                null,
                null,
                Set.of(),
                null);
        SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
        try (TokenCache tokens = new TokenCache(new TokenClient(new DestinationsSettings(Map.of(), null)), clock)) {
            assertThat(tokens.token("crm", auth)).isEqualTo("t-1");
            clock.advance(Duration.ofMinutes(58));
            assertThat(tokens.token("crm", auth)).isEqualTo("t-1");
            clock.advance(Duration.ofMinutes(2));
            assertThat(tokens.token("crm", auth)).isEqualTo("t-2");
        }
    }

    @Test
    void oneThreadAsksWhileOthersWait() throws Exception {
        SERVER.stubFor(post("/token")
                .willReturn(okJson("{\"access_token\": \"t-1\", \"expires_in\": 3600}")
                        .withFixedDelay(300)));
        SERVER.stubFor(any(urlEqualTo("/activities")).willReturn(okJson("{}")));
        try (Rig rig = crm().start()) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {}));
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
        SERVER.verify(4, postRequestedFor(urlEqualTo("/activities")));
    }

    @Test
    void aTokenServerThatRedirectsIsNotFollowed() throws Exception {
        SERVER.stubFor(post("/token").willReturn(temporaryRedirect(SERVER.url("/other"))));
        try (Rig rig = crm().start()) {
            rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});
        }
        SERVER.verify(0, postRequestedFor(urlEqualTo("/other")));
    }

    @Test
    void nothingIsAskedWhereNothingMayBeSent() throws Exception {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        try (Rig rig = Rig.recording()
                .shipped("5-destination-crm.camel.yaml")
                .with("relay.destination.crm.url", SERVER.url("/activities"))
                .with("relay.destination.crm.auth.type", "oauth2")
                .with("relay.destination.crm.auth.token-url", SERVER.url("/token"))
                .with("relay.destination.crm.auth.client-id", "id")
                .with("relay.destination.crm.auth.client-secret", "s-ecret-1")
                .with("relay.destination.crm.auth.client-in", "body")
                .with("relay.destination.crm.headers.X-Api-Key", "k-123456")
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.only().at("/headers/Authorization").asText()).isEqualTo("Bearer ***");
            assertThat(delivered.only().at("/headers/X-Api-Key").asText()).isEqualTo("***");
            assertThat(delivered.evidence().recorded()).hasSize(2);
            assertThat(delivered.evidence().recorded().get(0).lookup()).isTrue();
            assertThat(delivered
                            .evidence()
                            .recorded()
                            .get(0)
                            .description()
                            .at("/url")
                            .asText())
                    .isEqualTo(SERVER.url("/token"));
            assertThat(delivered.evidence().recorded().toString()).doesNotContain("s-ecret-1", "k-123456");
        }
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void saysWhatOfATokenRequestIsNotSetYet() throws Exception {
        try (Rig rig = Rig.recording()
                .shipped("5-destination-crm.camel.yaml")
                .with("relay.destination.crm.url", SERVER.url("/activities"))
                .with("relay.destination.crm.auth.type", "oauth2")
                .with("relay.destination.crm.auth.client-in", "body")
                .start()) {
            JsonNode asked = rig.deliver(Claims.of("crm", Claims.minimal()))
                    .evidence()
                    .recorded()
                    .get(0)
                    .description();

            assertThat(asked.at("/url").asText()).isEqualTo("(not set yet: auth.token-url)");
            assertThat(asked.at("/body/client_id").asText()).isEqualTo("(not set yet: auth.client-id)");
            assertThat(asked.at("/body/client_secret").asText()).isEqualTo("(not set yet: auth.client-secret)");
        }
    }
}
