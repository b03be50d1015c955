package org.activityrelay.relay.intake.queue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.DoorClosingException;
import org.activityrelay.relay.intake.DoorHandover;
import org.activityrelay.relay.intake.DoorPatience;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.intake.Refusals;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.support.JmsUtils;
import org.springframework.transaction.TransactionStatus;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Takes several messages in one JMS transaction, sends each along the route, and commits when the ledger has committed
 * them all. One consumer, and never two records of one interaction at a time, keep the order of revisions; many in one
 * transaction let them share the ledger's commits.
 *
 * <p>While the ledger cannot store, the messages are held and nothing further is received: no message is rolled back, so
 * no broker counts a failed delivery and moves good records to its dead letters.
 */
final class QueueListenerContainer extends DefaultJmsMessageListenerContainer {

    private static final Logger LOG = LoggerFactory.getLogger(QueueListenerContainer.class);
    private static final String DOOR = "queue";
    private static final long BATCH_BYTES = 4L * 1024 * 1024;

    /** What {@code activity:accept} notes as the place a record came from. */
    private static final String SOURCE = "ActivityRelaySource";

    private final JmsEndpoint endpoint;
    private final QueueSettings settings;
    private final QueueRejects rejects;
    private final Refusals refusals;
    private final DoorStatus status;
    private final DoorPatience forLedger;
    private final DoorPatience forRejects;
    private final DoorPatience forBroker;
    private final DoorHandover<QueueMessage> handover;
    private JmsConsumer consumer;

    QueueListenerContainer(JmsEndpoint endpoint, QueueSettings settings, Refusals refusals, DoorStatus status) {
        super(endpoint);
        this.endpoint = endpoint;
        this.settings = settings;
        this.refusals = refusals;
        this.status = status;
        this.forLedger = patience();
        this.rejects = new QueueRejects(settings.rejected());
        this.forRejects = patience();
        this.forBroker = patience();
        this.handover = new DoorHandover<>(patience(), QueueMessage::interactions, this::alongTheRoute);
    }

    @Override
    public void initialize() {
        setTransactionManager(null);
        setSessionTransacted(true);
        setConcurrentConsumers(1);
        setMaxConcurrentConsumers(1);
        setCacheLevel(CACHE_CONSUMER);
        setReceiveTimeout(500);
        setBackOff(new FixedBackOff(settings.retryFirst().toMillis(), Long.MAX_VALUE));
        super.initialize();
    }

    @Override
    protected boolean doReceiveAndExecute(
            Object invoker, Session session, MessageConsumer source, TransactionStatus transaction)
            throws JMSException {
        List<QueueMessage> batch = receive(source);
        if (batch.isEmpty()) {
            noMessageReceived(invoker, session);
            return false;
        }
        messageReceived(invoker, session);
        try {
            finish(session, refused(batch, handOver(batch)));
        } catch (DoorClosingException closing) {
            LOG.info("queue: {} messages stay in {}, because the route stops", batch.size(), getDestinationName());
            rollbackIfNecessary(session);
        }
        return true;
    }

    /** Waits for a message, and takes what is there besides. */
    private List<QueueMessage> receive(MessageConsumer source) throws JMSException {
        List<QueueMessage> batch = new ArrayList<>();
        long bytes = 0;
        Message next = receiveMessage(source);
        while (next != null) {
            QueueMessage message = QueueMessage.read(next, settings.maxMessage().toBytes());
            batch.add(message);
            bytes += message.size();
            next = batch.size() < settings.inFlight() && bytes < BATCH_BYTES ? source.receiveNoWait() : null;
        }
        return batch;
    }

    private List<Receipt> handOver(List<QueueMessage> batch) {
        return handover.handOver(
                batch.stream().filter(message -> message.fault() == null).toList());
    }

    /** What is refused of each message; messages that are stored are left out. */
    private Map<QueueMessage, List<Receipt.Refused>> refused(List<QueueMessage> batch, List<Receipt> answers) {
        Map<QueueMessage, List<Receipt.Refused>> refused = new LinkedHashMap<>();
        Iterator<Receipt> next = answers.iterator();
        for (QueueMessage message : batch) {
            List<Receipt.Refused> reasons = message.fault() == null ? refusals(next.next()) : List.of(keep(message));
            if (!reasons.isEmpty()) {
                refused.put(message, reasons);
            }
        }
        return refused;
    }

    private static List<Receipt.Refused> refusals(Receipt receipt) {
        return receipt == null
                ? List.of()
                : receipt.items().stream()
                        .filter(Receipt.Refused.class::isInstance)
                        .map(Receipt.Refused.class::cast)
                        .toList();
    }

    /** What never came as far as the intake is kept as a rejection too; waits for the ledger as for a record. */
    private Receipt.Refused keep(QueueMessage message) {
        Body body = new Body(message.beginning(), null, DOOR, message.id(), null, null);
        while (true) {
            forLedger.checkOpen();
            try {
                Receipt.Refused kept = refusals.refuse(body, "the message " + message.fault());
                forLedger.succeeded();
                return kept;
            } catch (LedgerUnavailableException e) {
                forLedger.failed("the ledger cannot store", e);
            }
        }
    }

    private void finish(Session session, Map<QueueMessage, List<Receipt.Refused>> refused) throws JMSException {
        if (refused.isEmpty()) {
            session.commit();
            return;
        }
        try {
            for (Map.Entry<QueueMessage, List<Receipt.Refused>> one : refused.entrySet()) {
                rejects.send(session, one.getKey(), one.getValue());
            }
            session.commit();
            LOG.warn(
                    "queue: {} no {} now in {}",
                    refused.size() == 1 ? "1 message is" : refused.size() + " messages are",
                    refused.size() == 1 ? "record and is" : "records and are",
                    rejects.queue());
        } catch (JMSException e) {
            rollbackIfNecessary(session);
            waitForRejects(e);
        }
    }

    /** Receives nothing while the queue of rejects cannot be written; tried with messages that are taken back. */
    private void waitForRejects(JMSException first) throws JMSException {
        for (JMSException failure = first; failure != null; ) {
            forRejects.failed("cannot write to queue " + rejects.queue(), failure);
            Session session = createSession(getSharedConnection());
            try {
                rejects.probe(session);
                failure = null;
            } catch (JMSException again) {
                failure = again;
            } finally {
                JmsUtils.closeSession(session);
            }
        }
        forRejects.succeeded();
    }

    private CompletableFuture<Receipt> alongTheRoute(QueueMessage message) {
        JmsConsumer route = consumer();
        Exchange exchange = route.createExchange(false);
        exchange.getIn().setBody(message.content());
        exchange.setProperty(SOURCE, message.id());
        CompletableFuture<Receipt> answer = new CompletableFuture<>();
        route.getAsyncProcessor().process(exchange, done -> {
            if (exchange.isFailed()) {
                answer.completeExceptionally(exchange.getException());
            } else {
                answer.complete(exchange.getMessage().getBody() instanceof Receipt receipt ? receipt : null);
            }
            route.releaseExchange(exchange, false);
        });
        return answer;
    }

    /** The consumer of the route that this container works for. */
    private JmsConsumer consumer() {
        if (consumer == null) {
            consumer = endpoint.getCamelContext().getRoutes().stream()
                    .map(Route::getConsumer)
                    .filter(candidate -> candidate instanceof JmsConsumer jms
                            && jms.getEndpointMessageListener() == getMessageListener())
                    .map(JmsConsumer.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new DoorClosingException("the route is gone"));
        }
        return consumer;
    }

    @Override
    protected void handleListenerSetupFailure(Throwable failure, boolean alreadyRecovered) {
        LOG.debug("Lost the broker", failure);
    }

    @Override
    protected void refreshConnectionUntilSuccessful() {
        while (isRunning()) {
            try {
                refreshSharedConnection();
                forBroker.succeeded();
                return;
            } catch (JMSException e) {
                waitForBroker(e);
            }
        }
    }

    private void waitForBroker(JMSException failure) {
        try {
            forBroker.failed("no connection to the broker", failure);
        } catch (DoorClosingException closing) {
            LOG.debug("Closed while the broker was away");
        }
    }

    private DoorPatience patience() {
        return new DoorPatience(status, settings.retryFirst(), settings.retryAtMost(), () -> !isRunning());
    }
}
