package org.activityrelay.relay.configuration;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.check.RouteChecks;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Rate;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.ledger.Mode;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.ProcessorEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How a destination route ends, and what delivery is told. */
class DestinationRouteTest {

    @RegisterExtension
    static final WireMockExtension RECEIVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private static final Activity RECORD = Bundle.activity(
            "{\"interactionId\":\"i-1\",\"type\":\"voice\",\"callParties\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");

    @TempDir
    Path folder;

    private Bundle bundle(String mode, String options, String steps) {
        return new Bundle()
                .routing("- to: activity:deliver/crm")
                .file("5-destination-crm.camel.yaml", """
                        - route:
                            id: destination-crm
                            description: A destination of a test.
                            from:
                              uri: activity:destination/crm%s
                              steps:
                        """.formatted(options) + steps.indent(8))
                .setting("relay.destination.crm.mode", mode)
                .setting("site.receiver", RECEIVER.baseUrl())
                .setting("site.folder", folder.toString())
                .checks(RouteChecks.all());
    }

    private Attempt deliver(String steps, String... arguments) {
        try (RunningContexts running = bundle("live", "", steps).build()) {
            return running.destinations().get("crm").deliver(Bundle.claim("crm", RECORD, arguments));
        }
    }

    private static final Outcome DELIVERED = new Outcome.Delivered(null, null);
    private static final Outcome NOTHING_SENT = new Outcome.Rejected("nothing_sent");

    @Test
    void hasDeliveredWhenTheReceiverAnswered() {
        RECEIVER.stubFor(post("/a").willReturn(ok("{}")));
        assertThat(deliver("""
                                - setBody:
                                    constant: x
                                - to: "{{site.receiver}}/a"
                                """).outcome()).isEqualTo(DELIVERED);
    }

    @Test
    void countsAnswersOfComputedAddressesToo() {
        RECEIVER.stubFor(post("/i-1").willReturn(ok()));
        assertThat(deliver("""
                                - setVariable:
                                    name: id
                                    simple: "${body.interactionId}"
                                - setBody:
                                    constant: x
                                - toD: "{{site.receiver}}/${variable.id}"
                                """).outcome()).isEqualTo(DELIVERED);
    }

    @Test
    void countsAnswersOfAnEnrichment() {
        RECEIVER.stubFor(get("/a").willReturn(ok()));
        RECEIVER.stubFor(post("/a").willReturn(ok()));
        assertThat(deliver("""
                                - setBody:
                                    constant: x
                                - enrich:
                                    constant: "{{site.receiver}}/a"
                                """).outcome()).isEqualTo(DELIVERED);
    }

    @Test
    void hasSentNothingWhenAFilterLeftTheRecordOut() {
        Attempt attempt = deliver("""
                - filter:
                    simple: "${body.type} == 'chat'"
                    steps:
                      - to: "{{site.receiver}}/a"
                """);
        assertThat(attempt.outcome()).isEqualTo(NOTHING_SENT);
        assertThat(attempt.detail()).contains("filter");
    }

    @Test
    void hasSentNothingWhenItOnlyComputed() {
        assertThat(deliver("""
                                - setBody:
                                    simple: "${body.interactionId}"
                                - stop: {}
                                """).outcome()).isEqualTo(NOTHING_SENT);
    }

    @Test
    void isJudgedByTheClassifierWhenItFailed() {
        RECEIVER.stubFor(post("/a").willReturn(serverError()));
        Attempt attempt = deliver("""
                - setBody:
                    constant: x
                - to: "{{site.receiver}}/a"
                """);
        assertThat(attempt.outcome()).isEqualTo(new Outcome.Retry("HttpOperationFailedException", null, false));
    }

    @Test
    void hasNotDeliveredWhenItSentAndThenFailed() {
        RECEIVER.stubFor(post("/a").willReturn(ok()));
        assertThat(deliver("""
                                - setBody:
                                    constant: x
                                - to: "{{site.receiver}}/a"
                                - throwException:
                                    message: no id in the answer
                                    exceptionType: java.lang.IllegalStateException
                                """).outcome()).isEqualTo(new Outcome.Retry("IllegalStateException", null, false));
    }

    @Test
    void hasNotDeliveredWhenItRolledBack() {
        RECEIVER.stubFor(post("/a").willReturn(ok()));
        assertThat(deliver("""
                                - setBody:
                                    constant: x
                                - to: "{{site.receiver}}/a"
                                - rollback:
                                    markRollbackOnly: "true"
                                """).outcome()).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void hasNotDeliveredWhenOnePartFailed() {
        RECEIVER.stubFor(post("/a").willReturn(serverError()));
        RECEIVER.stubFor(post("/b").willReturn(ok()));
        assertThat(deliver("""
                                - split:
                                    simple: "${body.callParties}"
                                    stopOnException: "true"
                                    steps:
                                      - toD: "{{site.receiver}}/${body[name]}"
                                """).outcome()).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void tellsTheExternalIdAndLink() {
        RECEIVER.stubFor(post("/a").willReturn(ok("17")));
        assertThat(deliver("""
                                - setBody:
                                    constant: x
                                - to: "{{site.receiver}}/a"
                                - setVariable:
                                    name: externalId
                                    simple: "${body}"
                                - setVariable:
                                    name: externalUrl
                                    simple: "https://crm/${variable.externalId}"
                                """).outcome()).isEqualTo(new Outcome.Delivered("17", "https://crm/17"));
    }

    @Test
    void givesTheRouteItsDelivery() {
        String delivery = "${variable.delivery.id}|${variable.delivery.destination}|${variable.delivery.part}"
                + "|${variable.delivery.arguments[to]}|${variable.delivery.revision}|${variable.delivery.attempt}"
                + "|${variable.delivery.recordKey}|${variable.delivery.deliveryKey}|${variable.delivery.mode}";
        Attempt attempt = deliver("""
                - setBody:
                    simple: "%s"
                - to: "file:{{site.folder}}?fileName=delivery.txt"
                """.formatted(delivery), "to", "jo@example.com");
        assertThat(attempt.outcome()).isEqualTo(DELIVERED);
        assertThat(folder.resolve("delivery.txt")).hasContent("d-1|crm||jo@example.com|2|3|t/i/1/crm|key-2|live");
    }

    @Test
    void runsEverythingOnTheThreadOfTheAttempt() {
        Bundle bundle = bundle("live", "", "- to: probe:evidence\n")
                .customizer((context, kind) -> context.addComponent("probe", new DefaultComponent() {
                    @Override
                    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                        return new ProcessorEndpoint(uri, this, DestinationRouteTest::noteEvidence);
                    }
                }));
        try (RunningContexts running = bundle.build()) {
            Attempt attempt = running.destinations().get("crm").deliver(Bundle.claim("crm", RECORD));
            assertThat(attempt.outcome())
                    .isEqualTo(new Outcome.Delivered(
                            "InOnly", Thread.currentThread().getName()));
            assertThat(AttemptEvidence.current()).isNull();
        }
    }

    private static void noteEvidence(Exchange exchange) {
        AttemptEvidence.current().sent();
        exchange.setVariable("externalId", exchange.getPattern().name());
        exchange.setVariable("externalUrl", Thread.currentThread().getName());
        assertThat(AttemptEvidence.current().place()).isEqualTo("5-destination-crm.camel.yaml:7 (to)");
    }

    private static Bundle recording(Bundle bundle, boolean lookup) {
        return bundle.customizer(
                (context, kind) -> context.getManagementStrategy().addEventNotifier(new AnswerCounter() {
                    @Override
                    public void notify(org.apache.camel.spi.CamelEvent event) {
                        if (event instanceof org.apache.camel.spi.CamelEvent.ExchangeSentEvent) {
                            AttemptEvidence.current()
                                    .recorded(new RecordedRequest(
                                            "test",
                                            "json",
                                            new byte[0],
                                            JsonNodeFactory.instance.objectNode(),
                                            lookup));
                        }
                    }
                }));
    }

    @Test
    void keepsWhatADryRunWouldHaveSent() {
        Bundle bundle = recording(bundle("dry-run", "", "- to: mock:write\n"), false);
        try (RunningContexts running = bundle.build()) {
            DestinationRoute route = running.destinations().get("crm");
            assertThat(route.mode()).isEqualTo(Mode.DRY_RUN);
            assertThat(route.deliver(Bundle.claim("crm", RECORD)).outcome()).isEqualTo(DELIVERED);
            assertThat(bundle.recorded).hasSize(1);
        }
    }

    @Test
    void hasSentNothingWhenADryRunWouldOnlyAsk() {
        Bundle bundle = recording(bundle("dry-run", "", "- to: mock:lookup\n"), true);
        try (RunningContexts running = bundle.build()) {
            assertThat(running.destinations()
                            .get("crm")
                            .deliver(Bundle.claim("crm", RECORD))
                            .outcome())
                    .isEqualTo(NOTHING_SENT);
            assertThat(bundle.recorded).isEmpty();
        }
    }

    @Test
    void takesItsOptionsFromItsEndpoint() {
        try (RunningContexts running = bundle(
                        "dry-run", "?concurrency=3&rate=20/s&retry=0,5s,1h&follow=false", "- to: file:target/nowhere\n")
                .build()) {
            DestinationRoute route = running.destinations().get("crm");
            assertThat(route.concurrency()).isEqualTo(3);
            assertThat(route.rate()).isEqualTo(new Rate(20, Duration.ofSeconds(1)));
            assertThat(route.retry()).containsExactly(Duration.ZERO, Duration.ofSeconds(5), Duration.ofHours(1));
            assertThat(running.follows("crm")).isFalse();
            assertThat(running.follows("other")).isFalse();
        }
    }

    @Test
    void leavesTheScheduleToDeliveryUnlessItHasItsOwn() {
        try (RunningContexts running =
                bundle("dry-run", "", "- to: file:target/nowhere\n").build()) {
            assertThat(running.destinations().get("crm").retry()).isEmpty();
            assertThat(running.destinations().get("crm").rate()).isNull();
            assertThat(running.follows("crm")).isTrue();
        }
    }
}
