package org.activityrelay.relay.destination.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.OwnBoundary;
import org.activityrelay.relay.destination.Recording;
import org.activityrelay.relay.destination.Unanswered;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Camel component {@code queue:<name>}: publishes the body as one message to the broker of the destination. Headers stay
 * inside unless they are usual ones or listed in {@code pass-headers}; it has no options.
 */
final class MessageComponent extends DefaultComponent implements OwnBoundary {

    private final DestinationsSettings settings;
    private final MessageSender sender;
    private final WriteLog writes;

    /** @param sender null where nothing may be sent: messages are recorded */
    MessageComponent(DestinationsSettings settings, MessageSender sender, WriteLog writes) {
        this.settings = settings;
        this.sender = sender;
        this.writes = writes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        QueueName queue = new QueueName(remaining);
        getCamelContext()
                .getPropertiesComponent()
                .resolveProperty("relay.intake.queue.name")
                .ifPresent(queue::mustNotBe);
        return new Publish(uri, queue);
    }

    @Override
    public boolean passes(String header) {
        AttemptEvidence evidence = AttemptEvidence.current();
        Set<String> listed = evidence == null
                ? Set.of()
                : settings.of(evidence.claim().destination()).passHeaders();
        return OutgoingMessage.USUAL.contains(header) || listed.contains(header);
    }

    @Override
    public Meaning meaning(Endpoint endpoint) {
        return Meaning.NOTED;
    }

    private void publish(Exchange exchange, QueueName queue) throws Exception {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new IllegalStateException("queue: is for routes that begin with activity:destination/…");
        }
        String key = key(evidence);
        OutgoingMessage made = OutgoingMessage.of(exchange, evidence.claim(), key);
        if (sender == null) {
            evidence.recorded(Recording.of("queue", made.described(queue), false));
        } else {
            exchange.setVariable("externalId", send(made, queue, key, evidence));
        }
    }

    private String send(OutgoingMessage made, QueueName queue, String key, AttemptEvidence evidence) throws Exception {
        Unanswered unanswered = new Unanswered(writes, evidence, key);
        JsonNode sentBefore = unanswered.sentBefore();
        OutgoingMessage outgoing = sentBefore == null ? made : OutgoingMessage.from(sentBefore);
        try {
            return sender.send(outgoing, queue, evidence, () -> unanswered.leaves(outgoing.kept()));
        } finally {
            if (!evidence.isAmbiguous()) {
                unanswered.answered();
            }
        }
    }

    /** The first message of a delivery carries its key; a second one is another write and gets a key of its own. */
    private static String key(AttemptEvidence evidence) {
        int number = evidence.nextWrite();
        String key = evidence.claim().deliveryKey();
        return number == 1 ? key : key + "-" + number;
    }

    /** A queue to publish to. */
    private final class Publish extends DefaultEndpoint {

        private final QueueName queue;

        Publish(String uri, QueueName queue) {
            super(uri, MessageComponent.this);
            this.queue = queue;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    publish(exchange, queue);
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("queue: is only a step; a route begins with jms:");
        }
    }
}
