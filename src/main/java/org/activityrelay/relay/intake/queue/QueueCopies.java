package org.activityrelay.relay.intake.queue;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.activityrelay.relay.privacy.Copies;
import org.activityrelay.relay.privacy.Traces;

/** Messages in queues: those of rejects, and on the embedded broker those that nobody has taken yet. */
final class QueueCopies implements Copies {

    private static final long PATIENCE_MILLIS = 2_000;

    private final QueueBroker broker;
    private final String place;
    private final Supplier<List<String>> queues;
    private final boolean journalToo;

    private QueueCopies(QueueBroker broker, String place, Supplier<List<String>> queues, boolean journalToo) {
        this.broker = broker;
        this.place = place;
        this.queues = queues;
        this.journalToo = journalToo;
    }

    /** The queue of rejects; with the embedded broker, also what its journal still holds of messages that were taken. */
    static QueueCopies ofRejects(QueueBroker broker, QueueSettings settings) {
        return new QueueCopies(broker, "queue " + settings.rejected(), () -> List.of(settings.rejected()), true);
    }

    /** What was published to the embedded broker lies in this service's folder until somebody takes it. */
    static QueueCopies ofPublished(QueueBroker broker) {
        return new QueueCopies(
                broker,
                "other queues of the embedded broker",
                () -> broker.server().map(BrokerServer::otherQueues).orElse(List.of()),
                false);
    }

    @Override
    public String place() {
        return place;
    }

    /** A message is recognised by what it says. */
    @Override
    public boolean isFoundWithoutLedger() {
        return true;
    }

    @Override
    public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
        ConnectionFactory factory = broker.pooled().orElse(null);
        List<String> places = queues.get();
        if (factory == null || places.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            int erased = 0;
            for (String queue : places) {
                List<String> found = find(session, queue, traces);
                erased += onlyCount ? found.size() : take(session, queue, found);
            }
            session.commit();
            if (!onlyCount && (journalToo || erased > 0) && broker.server().isPresent()) {
                broker.server().get().forget();
            }
            return Optional.of(erased);
        } catch (JMSException e) {
            throw new IOException("the broker does not answer", e);
        }
    }

    private static List<String> find(Session session, String queue, Traces traces) throws JMSException {
        List<String> ids = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                Message message = (Message) messages.nextElement();
                if (traces.isIn(content(message)) || traces.isIn(properties(message))) {
                    ids.add(message.getJMSMessageID());
                }
            }
        }
        return ids;
    }

    /** What the sender wrote beside the record. */
    private static byte[] properties(Message message) throws JMSException {
        String properties = message.getStringProperty(QueueRejects.PROPERTIES);
        String correlation = message.getJMSCorrelationID();
        return (Objects.toString(properties, "") + '\n' + Objects.toString(correlation, ""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] content(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] content = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(content);
            return content;
        }
        return new byte[0];
    }

    private static int take(Session session, String queue, List<String> ids) throws JMSException {
        int taken = 0;
        for (String id : ids) {
            taken += take(session, queue, "JMSMessageID = '" + id + "'", 1);
        }
        return taken;
    }

    private static int take(Session session, String queue, String selector, int most) throws JMSException {
        int taken = 0;
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue), selector)) {
            while (taken < most && consumer.receive(PATIENCE_MILLIS) != null) {
                taken++;
            }
        }
        return taken;
    }

    /** Somebody ought to have looked at them. */
    @Override
    public int purge(Instant settled, Instant open) throws IOException {
        ConnectionFactory factory = broker.pooled().orElse(null);
        if (factory == null) {
            return 0;
        }
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            int taken = 0;
            for (String queue : queues.get()) {
                taken += take(session, queue, "JMSTimestamp < " + open.toEpochMilli(), Integer.MAX_VALUE);
            }
            session.commit();
            return taken;
        } catch (JMSException e) {
            throw new IOException("the broker does not answer", e);
        }
    }
}
