package org.activityrelay.relay.destination.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.destination.Claims;
import org.activityrelay.relay.destination.Rig;
import org.activityrelay.relay.destination.Rig.Delivered;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In a recording context nothing reaches out, whichever step sends. */
class RecorderTest {

    @TempDir
    Path folder;

    /** Every step of Camel that sends to an endpoint; each must be recorded the same way. */
    static Stream<String> sendingSteps() {
        return Stream.of(
                "- to: \"%s\"",
                "- toD: \"%s\"",
                "- toD: { uri: \"%s\", cacheSize: -1 }",
                "- to: { uri: \"%s\", variableReceive: got }",
                "- multicast: { steps: [ { to: \"%s\" } ] }",
                "- enrich: { constant: \"%s\" }",
                "- enrich: { expression: { constant: \"%s\" }, cacheSize: -1 }",
                "- recipientList: { constant: \"%s\" }",
                "- recipientList: { expression: { constant: \"%s\" }, cacheSize: -1 }",
                "- routingSlip: { constant: \"%s\" }",
                "- filter: { simple: \"${body.type} == 'voice'\", steps: [ { to: \"%s\" } ] }",
                "- choice: { when: [ { simple: \"${body.type} == 'voice'\", steps: [ { to: \"%s\" } ] } ] }",
                "- doTry: { steps: [ { to: \"%s\" } ], doFinally: { steps: [ { log: done } ] } }",
                "- split: { expression: { simple: \"${body}\" }, steps: [ { to: \"%s\" } ] }",
                "- loop: { expression: { constant: 1 }, steps: [ { to: \"%s\" } ] }");
    }

    @ParameterizedTest
    @MethodSource("sendingSteps")
    void recordsWhicheverStepSends(String step) throws Exception {
        String uri = "file:" + folder.resolve("out") + "?fileName=x.json";
        try (Rig rig = Rig.recording().route("files", step.formatted(uri)).start()) {
            Delivered delivered = rig.deliver(Claims.of("files", Claims.minimal()));

            JsonNode request = delivered.only();
            assertThat(request.at("/endpoint").asText()).contains(folder.toString(), "fileName=x.json");
            assertThat(request.at("/body/interactionId").asText()).isEqualTo("m-1");
            assertThat(delivered.evidence().recorded().get(0).kind()).isEqualTo("file");
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    /** The same steps when live, so that the test above cannot pass by doing nothing. */
    @ParameterizedTest
    @MethodSource("sendingSteps")
    void theSameStepsSendWhenLive(String step) throws Exception {
        String uri = "file:" + folder.resolve("out") + "?fileName=x.json";
        String steps = "- setBody: { simple: \"${body.interactionId}\" }\n"
                + step.replace("${body.type} == 'voice'", "${body} == 'm-1'").formatted(uri);
        try (Rig rig = Rig.live().route("files", steps).start()) {
            Delivered delivered = rig.deliver(Claims.of("files", Claims.minimal()));

            assertThat(Files.readString(folder.resolve("out/x.json"))).isEqualTo("m-1");
            assertThat(delivered.evidence().anythingSent()).isTrue();
            assertThat(delivered.evidence().isAmbiguous()).isFalse();
        }
    }

    @Test
    void recordsAJmsMessageWithoutABroker() throws Exception {
        String steps = """
                - setHeader: { name: JMSType, constant: activity }
                - setHeader: { name: X-Api-Key, constant: k-123456 }
                - setBody: { simple: "${body.interactionId}" }
                - to: "jms:queue:crm.activity?deliveryPersistent=true&password=p4ss&username=u"
                """;
        try (Rig rig = Rig.recording().route("queue", steps).start()) {
            Delivered delivered = rig.deliver(Claims.of("queue", Claims.minimal()));

            JsonNode request = delivered.only();
            assertThat(request.at("/endpoint").asText())
                    .contains("crm.activity")
                    .doesNotContain("p4ss");
            assertThat(request.at("/headers/JMSType").asText()).isEqualTo("activity");
            assertThat(request.at("/headers/X-Api-Key").asText()).isEqualTo("***");
            assertThat(request.at("/body").asText()).isEqualTo("m-1");
        }
    }

    @Test
    void aWrongOptionIsAMistakeHereToo() {
        Rig rig = Rig.recording().route("queue", "- to: \"jms:queue:a?noSuchOption=1\"");

        assertThatThrownBy(rig::start).hasStackTraceContaining("noSuchOption");
    }

    @Test
    void anUnknownComponentIsAMistakeHereToo() {
        Rig rig = Rig.recording().route("queue", "- to: \"nosuch:queue:a\"");

        assertThatThrownBy(rig::start).hasStackTraceContaining("nosuch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"added", "bound", "bound-component"})
    void aComponentThatCameAnotherWayIsStillReplaced(String how) throws Exception {
        Touchy touchy = new Touchy();
        try (Rig rig = Rig.recording()
                .preparing(context -> place(touchy, how, context))
                .route("touchy", "- to: touchy:x\n- toD: { uri: \"touchy:y\", cacheSize: -1 }")
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("touchy", Claims.minimal()));

            assertThat(delivered.evidence().recorded())
                    .extracting(RecordedRequest::kind)
                    .containsExactly("touchy", "touchy");
            assertThat(touchy.sent).isZero();
        }
    }

    private static void place(Touchy touchy, String how, CamelContext context) {
        switch (how) {
            case "added" -> context.addComponent("touchy", touchy);
            case "bound" -> context.getRegistry().bind("touchy", touchy);
            default -> context.getRegistry().bind("touchy-component", touchy);
        }
    }

    /** A component of a site's own. */
    private static final class Touchy extends DefaultComponent {
        private int sent;

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new org.apache.camel.support.DefaultProducer(this) {
                        @Override
                        public void process(org.apache.camel.Exchange exchange) {
                            sent++;
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    @Test
    void nothingCanBePolled() throws Exception {
        Files.writeString(folder.resolve("in.txt"), "precious");
        try (Rig rig = Rig.recording()
                .route("files", "- pollEnrich: { constant: \"file:" + folder + "?fileName=in.txt\", timeout: 100 }")
                .start()) {
            assertThatThrownBy(() -> rig.deliver(Claims.of("files", Claims.minimal())))
                    .hasStackTraceContaining("nothing can be consumed or polled");
            assertThat(folder.resolve("in.txt")).exists();
        }
    }

    @Test
    void keepsBinaryBodies() throws Exception {
        byte[] binary = {(byte) 0xff, 0, 1};
        try (Rig rig =
                Rig.recording().route("files", "- to: \"file:" + folder + "\"").start()) {
            Delivered delivered = rig.deliver(Claims.of("files", Claims.minimal()), exchange -> exchange.getMessage()
                    .setBody(binary));

            assertThat(delivered.only().at("/body/base64").binaryValue()).isEqualTo(binary);
        }
    }

    @Test
    void recordsASqlQueryAsALookup() throws Exception {
        String steps = """
                - to: "sql:select id from contact where phone = :#phoneNumber?dataSource=#reporting&outputType=SelectOne"
                - to: "sql:insert into t (a) values (:#${variable.delivery.recordKey})?dataSource=#reporting"
                """;
        try (Rig rig = Rig.recording().route("database", steps).start()) {
            List<RecordedRequest> recorded = rig.deliver(
                            Claims.of("database", Claims.minimal().put("phoneNumber", "+49 30")))
                    .evidence()
                    .recorded();

            assertThat(recorded).extracting(RecordedRequest::lookup).containsExactly(true, false);
            assertThat(recorded.get(0)
                            .description()
                            .at("/parameters/phoneNumber")
                            .asText())
                    .isEqualTo("+49 30");
            assertThat(recorded.get(1).description().at("/statement").asText())
                    .isEqualTo("insert into t (a) values (?)");
            assertThat(recorded.get(1)
                            .description()
                            .at("/parameters")
                            .elements()
                            .next()
                            .asText())
                    .isEqualTo("default/interaction/m-1/database");
        }
    }

    @Test
    void recordsAListOfValues() throws Exception {
        String steps = "- to: \"sql:delete from t where id in (:#in:ids)?dataSource=#reporting\"";
        try (Rig rig = Rig.recording().route("database", steps).start()) {
            JsonNode request = rig.deliver(Claims.of("database", Claims.minimal()), exchange -> exchange.getMessage()
                            .setBody(Map.of("ids", List.of(1, 2, 3))))
                    .only();

            assertThat(request.at("/statement").asText()).isEqualTo("delete from t where id in (?,?,?)");
            assertThat(request.at("/parameters").toString()).isEqualTo("[1,2,3]");
        }
    }

    @Test
    void refusesToSendOutsideAnAttempt() throws Exception {
        try (Rig rig = Rig.recording()
                        .route("files", "- to: \"file:" + folder + "\"")
                        .start();
                var template = rig.context().createProducerTemplate()) {
            for (String uri :
                    List.of("file:" + folder, "http://localhost:1/x", "smtp://localhost:1?to=a@example.com")) {
                assertThatThrownBy(() -> template.sendBody(uri, "x")).isInstanceOf(Exception.class);
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    /** Named after CVE-2025-27636 and CVE-2026-40453: headers do not choose another receiver. */
    @Test
    void steeringHeadersArePutAside() throws Exception {
        try (Rig rig = Rig.live()
                .preparing(context -> context.addComponent("file", new FileComponent()))
                .route(
                        "files",
                        "- setBody: { constant: x }\n- to: \"file:" + folder.resolve("a") + "?fileName=right.txt\"")
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("files", Claims.minimal()), exchange -> exchange.getMessage()
                    .setHeader("cAmElOverruleFileName", "wrong.txt"));

            assertThat(folder.resolve("a/right.txt")).exists();
            assertThat(folder.resolve("a/wrong.txt")).doesNotExist();
            assertThat(delivered.exchange().getMessage().getHeaders()).containsKey("CamelOverruleFileName");
        }
    }

    @Test
    void leavesComponentsInsideTheProcessAlone() throws Exception {
        String steps = "- to: direct:inner\n- to: \"log:test?showAll=false\"";
        try (Rig rig = Rig.recording()
                .preparing(context -> addInner(context))
                .route("inner", steps)
                .start()) {
            Delivered delivered = rig.deliver(Claims.of("inner", Claims.minimal()));

            assertThat(delivered.evidence().recorded()).isEmpty();
            assertThat(delivered.evidence().anythingSent()).isFalse();
            assertThat(delivered.exchange().getVariable("inner")).isEqualTo("yes");
        }
    }

    private static void addInner(CamelContext context) {
        try {
            context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:inner").setVariable("inner", constant("yes"));
                }
            });
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void ownComponentsAreTheOnesThatRecordThemselves() throws Exception {
        try (Rig rig = Rig.recording().start()) {
            for (String scheme : List.of("http", "https", "smtp", "smtps", "sql")) {
                Component component = rig.context().getComponent(scheme);
                assertThat(component).isInstanceOf(org.activityrelay.relay.destination.OwnBoundary.class);
            }
        }
    }
}
