package org.activityrelay.relay.destination.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.created;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.SocketTimeoutException;
import java.util.List;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The crm destination against a receiver that answers in every way. */
class CrmTest {

    @RegisterExtension
    static final WireMockExtension CRM = server();

    @RegisterExtension
    static final WireMockExtension ELSEWHERE = server();

    private static WireMockExtension server() {
        return WireMockExtension.newInstance()
                .options(WireMockConfiguration.wireMockConfig().dynamicPort())
                .build();
    }

    private static Rig crm() {
        return Rig.live()
                .shipped("5-destination-crm.camel.yaml")
                .with("relay.destination.crm.url", CRM.url("/activities"));
    }

    private static LoggedRequest only(WireMockExtension server) {
        List<LoggedRequest> requests =
                server.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    @Test
    void writesOneActivityAndTakesIdAndLinkFromTheAnswer() throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(created()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"id\": 4711, \"url\": \"https://crm.example.com/a/4711\"}")));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.sample("voice-sale-5.24.json")));

            LoggedRequest request = only(CRM);
            assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
            assertThat(request.getHeader("Idempotency-Key"))
                    .isEqualTo("default/interaction/ee55d97e-2705-49d1-a36d-34b3381dd416/crm/1");
            assertThat(new ObjectMapper()
                            .readTree(request.getBody())
                            .at("/externalId")
                            .asText())
                    .isEqualTo("default/interaction/ee55d97e-2705-49d1-a36d-34b3381dd416/crm");
            assertThat(delivered.exchange().getVariable("externalId", String.class))
                    .isEqualTo("4711");
            assertThat(delivered.exchange().getVariable("externalUrl", String.class))
                    .isEqualTo("https://crm.example.com/a/4711");
            assertThat(delivered.evidence().anythingSent()).isTrue();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
            assertThat(delivered.evidence().answer().status()).isEqualTo(201);
        }
    }

    @Test
    void makesTheLinkFromTheIdWhenConfiguredSo() throws Exception {
        CRM.stubFor(post("/activities").willReturn(okJson("{\"result\": {\"sys_id\": \"abc\"}}")));
        try (Rig rig = crm().with("relay.destination.crm.answer.id", "result.sys_id")
                .with("relay.destination.crm.answer.url", "'https://crm.example.com/' & $id")
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.exchange().getVariable("externalUrl", String.class))
                    .isEqualTo("https://crm.example.com/abc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "created", "<html>ok</html>", "[1,2]", "\"text\"", "null"})
    void anAnswerWithoutAnIdIsStillASuccess(String body) throws Exception {
        CRM.stubFor(post("/activities").willReturn(aResponse().withStatus(200).withBody(body)));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.exchange().getVariable("externalId")).isNull();
            assertThat(delivered.evidence().anythingSent()).isTrue();
        }
    }

    @Test
    void anEmptyAnswerIsASuccess() throws Exception {
        CRM.stubFor(post("/activities").willReturn(noContent()));
        try (Rig rig = crm().start()) {
            assertThat(rig.deliver(Claims.of("crm", Claims.minimal()))
                            .evidence()
                            .anythingSent())
                    .isTrue();
        }
    }

    @Test
    void repeatsTheSameBytesWithTheSameKey() throws Exception {
        CRM.stubFor(post("/activities").willReturn(aResponse().withStatus(503)));
        try (Rig rig = crm().start()) {
            for (int attempt = 1; attempt <= 2; attempt++) {
                rig.attempt(Claims.of("crm", Claims.sample("voice-sale-5.24.json"), 1, attempt, null), exchange -> {});
            }

            List<LoggedRequest> requests = CRM.findAll(postRequestedFor(anyUrl()));
            assertThat(requests).hasSize(2);
            assertThat(requests.get(0).getBodyAsString())
                    .isEqualTo(requests.get(1).getBodyAsString());
            assertThat(requests.get(0).getHeader("Idempotency-Key"))
                    .isEqualTo(requests.get(1).getHeader("Idempotency-Key"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 429, 503})
    void asksOnceWhateverDefaultsTheComponentGets(int status) throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Retry-After", "0")
                        .withHeader("Location", CRM.url("/activities"))
                        .withHeader("Set-Cookie", "tracked=1")));
        try (Rig rig = crm().preparing(CrmTest::openTheComponent).start()) {
            rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});
            assertThat(only(CRM).getBodyAsString()).contains("externalId");

            rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});
            assertThat(CRM.findAll(postRequestedFor(anyUrl())))
                    .hasSize(2)
                    .noneMatch(request -> request.containsHeader("Cookie"));
        }
    }

    /** As the starter of the component does in the running service, with Camel's defaults. */
    private static void openTheComponent(CamelContext context) {
        context.getRegistry()
                .bind("defaults", (ComponentCustomizer) ComponentCustomizer.forType(HttpComponent.class, http -> {
                    http.setAutomaticRetriesDisabled(false);
                    http.setCookieManagementDisabled(false);
                    http.setRedirectHandlingDisabled(false);
                    http.setFollowRedirects(true);
                }));
    }

    @Test
    void aSecondWriteOfOneDeliveryHasAKeyOfItsOwn() throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        String steps = """
                - setBody: { constant: "{}" }
                - to: "%1$s/contacts?httpMethod=GET"
                - to: "%1$s/contacts?httpMethod=POST"
                - to: "%1$s/activities?httpMethod=POST"
                """.formatted(CRM.baseUrl());
        try (Rig rig = crmRoute(steps).start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(CRM.findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl())))
                    .extracting(request ->
                            request.getMethod() + " " + request.getUrl() + " " + request.getHeader("Idempotency-Key"))
                    .containsExactlyInAnyOrder(
                            "GET /contacts null",
                            "POST /contacts default/interaction/m-1/crm/1",
                            "POST /activities default/interaction/m-1/crm/1-2");
        }
    }

    @Test
    void askingAloneIsNotSending() throws Exception {
        CRM.stubFor(get("/contacts").willReturn(okJson("{}")));
        try (Rig rig = crmRoute("- to: \"" + CRM.url("/contacts") + "?httpMethod=GET\"")
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.evidence().anythingSent()).isFalse();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    private static Rig crmRoute(String steps) {
        return Rig.live().route("crm", steps).with("relay.destination.crm.url", CRM.url("/activities"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 422, 429, 500, 503})
    void everyOtherStatusIsAFailureWithItsAnswer(int status) throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Retry-After", "7")
                        .withHeader("Location", ELSEWHERE.url("/"))
                        .withBody("{\"error\": \"no\", \"access_token\": \"abc.def\"}")));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException())
                    .isInstanceOfSatisfying(
                            HttpOperationFailedException.class,
                            failure -> assertThat(failure.getStatusCode()).isEqualTo(status));
            assertThat(delivered.evidence().answer().status()).isEqualTo(status);
            assertThat(delivered.evidence().answer().header("retry-after")).isEqualTo("7");
            assertThat(delivered.evidence().answer().excerpt())
                    .contains("\"error\": \"no\"")
                    .doesNotContain("abc.def");
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
            assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
        }
    }

    @Test
    void isAmbiguousWhenTheConnectionBreaksAfterTheRequest() throws Exception {
        CRM.stubFor(post("/activities").willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException()).isNotNull();
            assertThat(delivered.evidence().isAmbiguous()).isTrue();
            assertThat(CRM.getAllServeEvents()).hasSize(1);
        }
    }

    @Test
    void isNotAmbiguousWhenNobodyListens() throws Exception {
        int port = Ports.free();
        try (Rig rig = crm().with("relay.destination.crm.url", "http://localhost:" + port + "/activities")
                .start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException()).isNotNull();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    @Test
    void givesUpOnASilentReceiver() throws Exception {
        CRM.stubFor(post("/activities").willReturn(aResponse().withFixedDelay(60_000)));
        try (Rig rig =
                crm().with("relay.destination.crm.timeout.answer", "200ms").start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException()).isInstanceOf(SocketTimeoutException.class);
            assertThat(delivered.evidence().isAmbiguous()).isTrue();
        }
    }

    @Test
    void givesUpOnAReceiverThatDripsItsAnswer() throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(okJson("{\"id\": \"" + "x".repeat(1000) + "\"}").withChunkedDribbleDelay(500, 60_000)));
        try (Rig rig = crm().with("relay.destination.crm.timeout.answer", "5s")
                .with("relay.destination.crm.timeout.total", "500ms")
                .start()) {
            Delivered delivered = rig.attempt(Claims.of("crm", Claims.minimal()), exchange -> {});

            assertThat(delivered.exchange().getException())
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("no complete answer within");
        }
    }

    @Test
    void readsAnEndlessAnswerOnlySoFar() throws Exception {
        CRM.stubFor(post("/activities").willReturn(aResponse().withBody(new byte[3 * 1024 * 1024])));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.exchange().getMessage().getBody(byte[].class)).hasSize(1024 * 1024);
        }
    }

    @Test
    void keepsTheQueryOfTheConfiguredAddress() throws Exception {
        CRM.stubFor(post(urlPathEqualTo("/activities")).willReturn(okJson("{}")));
        try (Rig rig = crm().with("relay.destination.crm.url", CRM.url("/activities?version=2&tenant=a%20b"))
                .with("relay.destination.crm.method", "POST")
                .start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));

            LoggedRequest request = only(CRM);
            assertThat(request.queryParameter("version").firstValue()).isEqualTo("2");
            assertThat(request.queryParameter("tenant").firstValue()).isEqualTo("a b");
            assertThat(request.getUrl()).doesNotContain("httpMethod");
        }
    }

    @Test
    void writesUnderAKeyOfItsOwnWithPut() throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        String steps = """
                - setHeader:
                    name: CamelHttpPath
                    expression:
                      language: { language: jsonata, expression: '"/" & $encodeUrlComponent($delivery.recordKey)' }
                - setBody: { constant: "{}" }
                - to: { uri: "%s", parameters: { httpMethod: PUT } }
                """.formatted(CRM.url("/activities"));
        try (Rig rig = crmRoute(steps).start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(only(CRM).getMethod() + " " + only(CRM).getUrl())
                    .isEqualTo("PUT /activities/default%2Finteraction%2Fm-1%2Fcrm");
        }
    }

    @Test
    void aWebPageIsNotTakenForAnAnswer() throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(aResponse().withHeader("Content-Type", "text/html").withBody("<html>Sign in</html>")));
        try (Rig rig = crm().start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.evidence().isJsonExpected()).isTrue();
            assertThat(delivered.evidence().answer().header("Content-Type")).isEqualTo("text/html");
        }
    }

    @Test
    void addsConfiguredHeadersForTheConfiguredOriginOnly() throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        ELSEWHERE.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        String steps = "- setBody: { constant: \"{}\" }\n- to: \"" + CRM.url("/activities") + "\"\n- to: \""
                + ELSEWHERE.url("/lookup") + "\"";
        try (Rig rig = crmRoute(steps)
                .with("relay.destination.crm.headers.X-Api-Key", "k-123456")
                .with("relay.destination.crm.auth.type", "bearer")
                .with("relay.destination.crm.auth.token", "t-123456")
                .start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(only(CRM).getHeader("X-Api-Key")).isEqualTo("k-123456");
            assertThat(only(CRM).getHeader("Authorization")).isEqualTo("Bearer t-123456");
            assertThat(only(ELSEWHERE).getHeader("X-Api-Key")).isNull();
            assertThat(only(ELSEWHERE).getHeader("Authorization")).isNull();
        }
    }

    /** Named after CVE-2026-85251. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void credentialsAreNotSentOnToTheTargetOfARedirect(int status) throws Exception {
        CRM.stubFor(post("/activities")
                .willReturn(aResponse().withStatus(status).withHeader("Location", ELSEWHERE.url("/"))));
        ELSEWHERE.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        try (Rig rig = crm().with("relay.destination.crm.auth.type", "basic")
                .with("relay.destination.crm.auth.username", "relay")
                .with("relay.destination.crm.auth.password", "p-123456")
                .start()) {
            Throwable failure = catchThrowable(() -> rig.deliver(Claims.of("crm", Claims.minimal())));

            assertThat(failure).isInstanceOf(HttpOperationFailedException.class);
            assertThat(only(CRM).getHeader("Authorization")).isEqualTo("Basic cmVsYXk6cC0xMjM0NTY=");
            assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
        }
    }

    /** Named after CVE-2026-85251: an endpoint cannot turn redirects on either. */
    @ParameterizedTest
    @ValueSource(
            strings = {"followRedirects=true", "logHttpActivity=true", "cookieHandler=#any", "bridgeEndpoint=true"})
    void optionsThatOpenAHoleAreRefusedAtLoad(String option) {
        Rig rig = crmRoute("- to: \"" + CRM.url("/activities") + "?" + option + "\"");

        assertThatThrownBy(rig::start).hasStackTraceContaining("is not allowed on http endpoints of routes");
    }

    /** Named after CVE-2025-27636, CVE-2025-29891 and CVE-2025-30177: any letter case. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "cAmElHttpUri",
                "CAMELHTTPURI",
                "CamelRestHttpUri",
                "camelhttprawquery",
                "Host",
                "CamelRestHttpQuery",
                "org.apache.camel.whatever",
                "X-Forwarded-For",
                "Cookie",
                "Authorization",
                "mail.smtp.host",
                "CamelFileName",
                "Connection",
                "Transfer-Encoding"
            })
    void headersNeitherSteerTheRequestNorReachTheWire(String header) throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        try (Rig rig = crm().start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()), exchange -> exchange.getMessage()
                    .setHeader(header, ELSEWHERE.url("/evil")));

            assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
            LoggedRequest request = only(CRM);
            assertThat(request.getUrl()).isEqualTo("/activities");
            assertThat(request.getHeaders().toString()).doesNotContain("evil");
        }
    }

    @Test
    void headersThatARoutePassesOnPurposeReachTheWire() throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        String steps = """
                - setHeader: { name: Prefer, constant: "return=representation" }
                - setHeader: { name: X-Tenant, constant: acme }
                - setHeader: { name: X-Other, constant: no }
                - setBody: { constant: "{}" }
                - to: "%s"
                """.formatted(CRM.url("/activities"));
        try (Rig rig = crmRoute(steps)
                .with("relay.destination.crm.pass-headers", "x-tenant")
                .start()) {
            rig.deliver(Claims.of("crm", Claims.minimal()));

            CRM.verify(postRequestedFor(urlEqualTo("/activities"))
                    .withHeader("Prefer", equalTo("return=representation"))
                    .withHeader("X-Tenant", equalTo("acme"))
                    .withoutHeader("X-Other"));
        }
    }

    @Test
    void aLineBreakInAHeaderIsRefused() throws Exception {
        CRM.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        try (Rig rig = crm().start()) {
            assertThatThrownBy(() -> rig.deliver(Claims.of("crm", Claims.minimal()), exchange -> exchange.getMessage()
                            .setHeader("Prefer", "a\r\nX-Evil: 1")))
                    .hasMessageContaining("line break");
            assertThat(CRM.getAllServeEvents()).isEmpty();
        }
    }

    /** Named after CVE-2025-27636: headers of an answer do not steer what follows. */
    @Test
    void headersOfAnAnswerDoNotComeIn() throws Exception {
        CRM.stubFor(any(anyUrl())
                .willReturn(okJson("{}")
                        .withHeader("cAmElHttpUri", ELSEWHERE.url("/evil"))
                        .withHeader("CamelSqlQuery", "drop table interaction")
                        .withHeader("mail.smtp.host", "evil")
                        .withHeader("Set-Cookie", "session=1")
                        .withHeader("X-Answer", "w1")));
        String steps =
                "- setBody: { constant: \"{}\" }\n- to: \"" + CRM.url("/a") + "\"\n- to: \"" + CRM.url("/b") + "\"";
        try (Rig rig = crmRoute(steps).start()) {
            Delivered delivered = rig.deliver(Claims.of("crm", Claims.minimal()));

            assertThat(delivered.exchange().getMessage().getHeaders())
                    .containsEntry("X-Answer", "w1")
                    .doesNotContainKeys("CamelHttpUri", "CamelSqlQuery", "mail.smtp.host", "Set-Cookie");
            assertThat(CRM.findAll(postRequestedFor(urlEqualTo("/b"))).get(0).getHeader("Cookie"))
                    .isNull();
            assertThat(CRM.findAll(postRequestedFor(urlEqualTo("/b"))).get(0).getHeader("X-Answer"))
                    .isNull();
            assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
        }
    }

    @Test
    void temporaryRedirectIsAFailureOfALookupToo() throws Exception {
        CRM.stubFor(get("/contacts").willReturn(temporaryRedirect(ELSEWHERE.url("/"))));
        try (Rig rig = crmRoute("- to: \"" + CRM.url("/contacts") + "?httpMethod=GET\"")
                .start()) {
            assertThatThrownBy(() -> rig.deliver(Claims.of("crm", Claims.minimal())))
                    .isInstanceOf(HttpOperationFailedException.class);
            assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
        }
    }
}
