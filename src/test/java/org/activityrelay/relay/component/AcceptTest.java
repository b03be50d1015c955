package org.activityrelay.relay.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.NotARecordException;
import org.activityrelay.relay.intake.NotAllStoredException;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code activity:accept}, the border between what somebody sent and the inside. */
class AcceptTest {

    private static final Receipt.Item STORED =
            new Receipt.Stored(new Accepted("a-1", "i-1", 1, ActivityStatus.ROUTED, false));
    private static final Receipt.Refused REFUSED =
            new Receipt.Refused("r-1", 422, List.of(new Receipt.Problem("/type", "is missing")));

    private final List<Body> bodies = new ArrayList<>();
    private CompletableFuture<Receipt> answer = CompletableFuture.completedFuture(new Receipt(false, List.of(STORED)));
    private DefaultCamelContext context;

    @BeforeEach
    void start() throws Exception {
        context = new DefaultCamelContext();
        Intake intake = body -> {
            bodies.add(body);
            return answer;
        };
        context.getRegistry().bind("intake", intake);
        context.getRegistry().bind("longs", new Longs());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:door").errorHandler(noErrorHandler()).to("activity:accept?intake=door&tenant=acme");
            }
        });
        context.start();
    }

    /** Stands for a file: a body that is read elsewhere. */
    private static class Longs implements BodyIntake {

        @Override
        public boolean takes(Object body) {
            return body instanceof Long;
        }

        @Override
        public CompletableFuture<Receipt> accept(Object body, String intake, String tenant) {
            return CompletableFuture.completedFuture(
                    new Receipt(true, List.of(new Receipt.NotStored(body + intake + tenant))));
        }
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange send(Object body, Map<String, Object> headers) {
        return context.createProducerTemplate().send("direct:door", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(headers);
        });
    }

    static Stream<Object> anyBody() {
        return Stream.of(
                "{\"a\":\"ü\"}",
                "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8),
                new ByteArrayInputStream("{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8)),
                Map.of("a", "ü"),
                JsonNodeFactory.instance.objectNode().put("a", "ü"),
                Activity.of(JsonNodeFactory.instance.objectNode().put("a", "ü")));
    }

    @ParameterizedTest
    @MethodSource("anyBody")
    void takesAnyBodyAsTheBytesOfARecord(Object body) {
        send(body, Map.of("Content-Type", "application/json"));
        assertThat(bodies).singleElement().satisfies(taken -> {
            assertThat(taken.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":\"ü\"}");
            assertThat(taken.intake()).isEqualTo("door");
            assertThat(taken.tenant()).isEqualTo("acme");
            assertThat(taken.contentType()).isEqualTo("application/json");
        });
    }

    @Test
    void takesAListAsABatchAndNothingAsNothing() {
        send(List.of(Map.of("a", 1)), Map.of());
        send(null, Map.of());
        assertThat(bodies.get(0).bytes()).asString().isEqualTo("[{\"a\":1}]");
        assertThat(bodies.get(1).bytes()).isEmpty();
    }

    @Test
    void answersWithTheReceipt() {
        Exchange exchange = send("{}", Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(Receipt.class).items()).containsExactly(STORED);
    }

    static Stream<String> steeringHeaders() {
        return Stream.of(
                        "CamelHttpUri",
                        "CamelHttpMethod",
                        "CamelBeanMethodName",
                        "CamelExecCommandExecutable",
                        "CamelFileName",
                        "CamelJmsDestinationName",
                        "CamelSqlQuery",
                        "CamelSqlRetrieveGeneratedKeys",
                        "CamelFreemarkerTemplate",
                        "mail.smtp.host",
                        "org.apache.camel.x",
                        "JMSReplyTo",
                        "breadcrumbId",
                        "Content-Type",
                        "X-Anything")
                .flatMap(name -> Stream.of(
                        name,
                        name.toLowerCase(java.util.Locale.ROOT),
                        name.toUpperCase(java.util.Locale.ROOT),
                        swapped(name)));
    }

    private static String swapped(String name) {
        StringBuilder swapped = new StringBuilder();
        name.chars()
                .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                .forEach(c -> swapped.append((char) c));
        return swapped.toString();
    }

    @ParameterizedTest
    @MethodSource("steeringHeaders")
    void letsNoHeaderFromOutsideIn(String header) {
        Exchange stored = send("{}", Map.of(header, "evil"));
        assertThat(stored.getMessage().getHeaders()).isEmpty();

        answer = CompletableFuture.completedFuture(new Receipt(false, List.of(REFUSED)));
        Exchange refused = send("{}", Map.of(header, "evil"));
        assertThat(refused.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void believesNoHeaderAboutTheSender() {
        send("{}", Map.of("principal", "root", "tenant", "other", ActivityConstants.TENANT, "other"));
        assertThat(bodies.get(0).principal()).isNull();
        assertThat(bodies.get(0).tenant()).isEqualTo("acme");
    }

    @Test
    void believesTheDoorAboutTheSender() {
        context.createProducerTemplate().send("direct:door", exchange -> {
            exchange.getMessage().setBody("{}");
            exchange.setProperty(ActivityConstants.PRINCIPAL, "key-1");
            exchange.setProperty(ActivityConstants.TENANT, "bound");
            exchange.setProperty(ActivityConstants.SOURCE, "file.json:3");
        });
        assertThat(bodies.get(0))
                .extracting(Body::principal, Body::tenant, Body::source)
                .containsExactly("key-1", "bound", "file.json:3");
    }

    @Test
    void passesNoStrangeContentTypeOn() {
        send("{}", Map.of("Content-Type", "application/json\r\nX: y"));
        assertThat(bodies.get(0).contentType()).isNull();
    }

    @Test
    void failsWhenASingleBodyIsNoRecord() {
        answer = CompletableFuture.completedFuture(new Receipt(false, List.of(REFUSED)));
        Exception failure = send("{}", Map.of()).getException();
        assertThat(failure).isInstanceOfSatisfying(NotARecordException.class, refusal -> assertThat(refusal.refused())
                .isEqualTo(REFUSED));
        assertThat(failure).hasMessage("not a record, kept as rejection r-1: /type is missing");
    }

    @Test
    void reportsRefusedItemsOfABatchInTheReceiptOnly() {
        answer = CompletableFuture.completedFuture(new Receipt(true, List.of(STORED, REFUSED)));
        Exchange exchange = send("[]", Map.of());
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(Receipt.class).items()).containsExactly(STORED, REFUSED);
    }

    @Test
    void failsWhenTheLedgerCannotStore() {
        answer = CompletableFuture.failedFuture(
                new LedgerUnavailableException("disk full", Duration.ofSeconds(7), null));
        assertThat(send("{}", Map.of()).getException())
                .isInstanceOfSatisfying(LedgerUnavailableException.class, failure -> assertThat(failure.retryAfter())
                        .isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void failsWhenPartOfABatchIsNotStored() {
        Receipt receipt = new Receipt(true, List.of(STORED, new Receipt.NotStored("disk full")));
        answer = CompletableFuture.completedFuture(receipt);
        assertThat(send("[]", Map.of()).getException())
                .isInstanceOfSatisfying(NotAllStoredException.class, failure -> assertThat(failure.receipt())
                        .isEqualTo(receipt));
    }

    @Test
    void holdsNoThreadWhileTheLedgerCommits() throws Exception {
        answer = new CompletableFuture<>();
        CompletableFuture<Exchange> underWay = context.createProducerTemplate().asyncSend("direct:door", exchange -> {
            exchange.getMessage().setBody("{}");
        });
        Exchange[] direct = new Exchange[1];
        AcceptProducer producer = (AcceptProducer)
                context.getEndpoint("activity:accept?intake=door&tenant=acme").createProducer();
        producer.start();
        Exchange exchange = context.getEndpoint("direct:door").createExchange();
        exchange.getMessage().setBody("{}");
        boolean synchronous = producer.process(exchange, doneSync -> direct[0] = exchange);
        assertThat(synchronous).isFalse();
        assertThat(direct[0]).isNull();

        answer.complete(new Receipt(false, List.of(STORED)));
        assertThat(direct[0]).isSameAs(exchange);
        assertThat(underWay.get().getMessage().getBody()).isInstanceOf(Receipt.class);
    }

    @Test
    void leavesBodiesOfASpecialKindToTheirOwnIntake() {
        assertThat(send(5L, Map.of()).getException())
                .isInstanceOfSatisfying(NotAllStoredException.class, failure -> assertThat(
                                failure.receipt().items())
                        .containsExactly(new Receipt.NotStored("5dooracme")));
        assertThat(bodies).isEmpty();
    }
}
