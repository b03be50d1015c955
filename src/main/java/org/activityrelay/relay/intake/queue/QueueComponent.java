package org.activityrelay.relay.intake.queue;

import jakarta.jms.ConnectionFactory;
import java.util.Map;
import org.activityrelay.relay.intake.DoorStatus;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Camel's {@code jms:} component on the configured broker. Its consumers commit a message when the ledger has committed
 * the record. Without a broker, routes that begin with it are idle.
 */
final class QueueComponent extends JmsComponent {

    private final boolean off;

    QueueComponent(QueueBroker broker, QueueSettings settings, DoorStatus status) {
        off = broker.direct().isEmpty();
        if (off) {
            status.off("no broker is configured (relay.intake.queue.broker, relay.intake.queue.url)");
            return;
        }
        ConnectionFactory direct = broker.direct().get();
        setConnectionFactory(direct);
        setListenerConnectionFactory(direct);
        setTemplateConnectionFactory(broker.pooled().orElseThrow());
        setAllowAutoWiredConnectionFactory(false);
        setConsumerType(ConsumerType.Custom);
        setMessageListenerContainerFactory(endpoint -> new QueueListenerContainer(endpoint, settings, status));
        setDisableReplyTo(true);
        setTestConnectionOnStartup(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (off) {
            parameters.clear();
            return new Off(uri, this);
        }
        return super.createEndpoint(uri, remaining, parameters);
    }

    /** The promise is not an option. */
    @Override
    protected void afterConfiguration(String uri, String remaining, Endpoint endpoint, Map<String, Object> parameters) {
        if (endpoint instanceof JmsEndpoint jms && jms.getConfiguration().getConsumerType() != ConsumerType.Custom) {
            throw new IllegalArgumentException(
                    "consumerType is not for choosing: a message is committed when its record is stored");
        }
    }

    /** A queue of no broker. */
    private static final class Off extends DefaultEndpoint {

        private Off(String uri, QueueComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            throw new IllegalStateException(getEndpointUri() + " has no broker: set relay.intake.queue.url");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }
}
