package org.activityrelay.relay.destination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.destination.CannotHappen;
import org.activityrelay.relay.destination.Case;
import org.activityrelay.relay.destination.OutletContract;
import org.activityrelay.relay.destination.Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue destination against an Artemis broker over TCP. */
@CannotHappen(value = Case.REVISED_AFTER_COMPLETION, because = "a message that was sent is never changed")
@CannotHappen(
        value = Case.REAUTHENTICATED,
        because = "a connection logs in when it is made, and a lost one is made anew")
@CannotHappen(value = Case.NO_LINK, because = "the record goes as it is; whoever takes it links it")
@CannotHappen(value = Case.SEVERAL_LINKS, because = "the record goes as it is, with everything that the agent saw")
class QueueTest extends OutletContract {

    @TempDir
    Path folder;

    private ArtemisBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new ArtemisBroker(folder);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.close();
    }

    @Override
    protected String destination() {
        return "queue";
    }

    @Override
    protected Rig configured(Rig rig) {
        return addressed(rig).shipped("5-destination-queue.camel.yaml");
    }

    private Rig addressed(Rig rig) {
        return rig.with("relay.destination.queue.url", broker.url())
                .with("relay.destination.queue.username", "relay")
                .with("relay.destination.queue.password", ArtemisBroker.SECRET);
    }

    @Override
    protected Rig unreachable(Rig rig) {
        return rig.with("relay.destination.queue.url", "tcp://127.0.0.1:" + Ports.free())
                .with("relay.destination.queue.timeout.answer", "1s");
    }

    @Override
    protected Rig edited(Rig rig) throws Exception {
        return withANote(rig, "queue-message.jsonata");
    }

    @Override
    protected List<Received> received() throws JMSException {
        List<Received> received = new ArrayList<>();
        for (TextMessage message : broker.messages()) {
            received.add(new Received(message.getStringProperty("deliveryKey"), message.getText()));
        }
        return received;
    }

    @Override
    protected String description(Received received) throws Exception {
        return JSON.readTree(received.body()).get("description").asText();
    }

    @Override
    protected void refuse() {
        broker.forbidSending();
    }

    @Override
    protected String refusedBecause() {
        return "forbidden";
    }

    @Override
    protected void throttle() {
        broker.beFull();
    }

    @Override
    protected void loseNextAnswer() {
        broker.loseNextAnswer();
    }

    @Override
    protected void mend() {
        broker.mend();
    }

    @Test
    void theMessageIsPersistentAndSaysWhatItIs() throws Exception {
        delivered(claim(call(), 3, 1));

        TextMessage message = broker.messages().get(0);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(message.getJMSExpiration()).isZero();
        assertThat(message.getJMSType()).isEqualTo("activity");
        assertThat(message.getStringProperty("recordKey")).isEqualTo("7b1f7a52-0c5e-8d3a-9c4b-0242ac120002");
        assertThat(message.getIntProperty("revision")).isEqualTo(3);
    }

    @Test
    void theIdOfTheMessageComesBack() throws Exception {
        Rig.Delivered delivered = rig().deliver(claim(call(), 1, 1));

        assertThat(delivered.exchange().getVariable("externalId", String.class))
                .isEqualTo(broker.messages().get(0).getJMSMessageID());
    }

    @Test
    void whatTheRefusalMeansIsSaid() throws Exception {
        broker.forbidSending();

        assertThat(attempt(claim(call(), 1, 1)).detail())
                .contains(
                        "does not let this user send to the queue activity.saved",
                        "grant it the permission",
                        "AMQ229032")
                .doesNotContain(ArtemisBroker.SECRET);
    }

    @Test
    void wrongCredentialsRestTheDestination() throws Exception {
        restart(configured(Rig.live()).with("relay.destination.queue.password", "wrong-one"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Pause("unauthorized", null));
        assertThat(attempt.detail()).doesNotContain("wrong-one");
        assertThat(writes.of("d-1")).isEmpty();
    }

    @Test
    void aQueueThatIsNotThereRestsTheDestinationAndIsNamed() throws Exception {
        restart(configured(Rig.live()).with("relay.destination.queue.name", "activity.svaed"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).as(attempt.detail()).isEqualTo(new Outcome.Pause("missing_queue", null));
        assertThat(attempt.detail()).contains("no queue activity.svaed", "make it there, or correct the name");
    }

    @Test
    void aFullBrokerIsNamed() throws Exception {
        broker.beFull();

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Retry("out_of_resources", null, false));
        assertThat(attempt.detail()).contains("no room for more in the queue activity.saved");
    }

    @Test
    void aBrokerThatWasAwayIsUsedAgain() throws Exception {
        restart(configured(Rig.live()).with("relay.destination.queue.timeout.answer", "5s"));
        delivered(claim(call(), 1, 1));
        broker.loseNextAnswer();
        attempt(claim(call(), 2, 1));
        assertThat(attempt(claim(call(), 3, 1)).outcome()).isInstanceOf(Outcome.Retry.class);

        broker.mend();

        deliveredSoon(() -> claim(call(), 3, 2));
        assertThat(received()).extracting(Received::key).last().asString().endsWith("-3");
    }

    @Test
    void noBrokerAtAllRestsTheDestinationAndSaysWhatToSet() throws Exception {
        restart(configured(Rig.live()).with("relay.destination.queue.url", ""));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Pause("connection_failed", null));
        assertThat(attempt.detail()).contains("set relay.destination.queue.url, or relay.intake.queue.url");
    }

    @Test
    void headersOfTheRouteBecomePropertiesIfTheyAreListed() throws Exception {
        String steps = """
                - setHeader: { name: kind, simple: "${body.type}" }
                - setHeader: { name: other, constant: stays }
                - setHeader: { name: JMSCorrelationID, simple: "${body.interactionId}" }
                - setHeader: { name: JMSXGroupID, simple: "${variable.delivery.recordKey}" }
                - setHeader: { name: JMSReplyTo, constant: "queue:elsewhere" }
                - setHeader: { name: deliveryKey, constant: made up }
                - to: queue:activity.saved
                - to: queue:activity.other
                """;
        restart(addressed(Rig.live())
                .route("queue", steps)
                .with("relay.destination.queue.pass-headers", "kind, deliveryKey"));

        delivered(claim(call(), 1, 1));

        TextMessage message = broker.messages().get(0);
        assertThat(message.getStringProperty("kind")).isEqualTo("voice");
        assertThat(message.propertyExists("other")).isFalse();
        assertThat(message.getJMSCorrelationID()).isEqualTo("m-1");
        assertThat(message.getStringProperty("JMSXGroupID")).isEqualTo("7b1f7a52-0c5e-8d3a-9c4b-0242ac120002");
        assertThat(message.getJMSReplyTo()).isNull();
        assertThat(message.getStringProperty("deliveryKey")).endsWith("-1");
        assertThat(message.getText()).isEqualTo(call().toString());
        assertThat(broker.messages("activity.other").get(0).getStringProperty("deliveryKey"))
                .as("another write")
                .endsWith("-1-2");
    }

    @Test
    void aPropertyThatNoMessageCanHaveIsAMistakeOfTheRoute() throws Exception {
        String steps = "- setHeader: { name: X-Kind, constant: call }\n- to: queue:activity.saved\n";
        restart(addressed(Rig.live()).route("queue", steps).with("relay.destination.queue.pass-headers", "X-Kind"));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("message_format"));
        assertThat(attempt.detail()).contains("X-Kind", "letters, digits");
        assertThat(received()).isEmpty();
    }

    @Test
    void aMappingThatGivesNothingPublishesNothing() throws Exception {
        restart(configured(Rig.live().file("mappings/queue-message.jsonata", "nothing")));

        assertThat(attempt(claim(call(), 1, 1)).outcome()).isEqualTo(new Outcome.Rejected("mapping_failed"));
        assertThat(received()).isEmpty();
    }

    @Test
    void isNotLoadedWhenItWouldFeedItsOwnIntake() {
        Rig rig = addressed(Rig.live()).route("queue", "- to: queue:activity.intake");

        assertThatThrownBy(rig::start).hasStackTraceContaining("takes its records from activity.intake");
    }

    @Test
    void aComputedQueueIsNoWayAroundThat() throws Exception {
        String steps = "- toD: \"queue:activity.${body.type}\"\n";
        restart(addressed(Rig.live())
                .route("queue", steps.replace("${body.type}", "${variable.delivery.arguments[name]}"))
                .with("relay.intake.queue.name", "activity."));

        Attempt attempt = attempt(claim(call(), 1, 1));

        assertThat(attempt.outcome()).isEqualTo(new Outcome.Rejected("mapping_failed"));
        assertThat(attempt.detail()).contains("publish to another queue");
    }
}
