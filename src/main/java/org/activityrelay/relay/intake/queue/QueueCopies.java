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
import java.util.Optional;
import org.activityrelay.relay.privacy.Copies;
import org.activityrelay.relay.privacy.Traces;

/** The messages in the queue of rejects; with the embedded broker, also what its journal still holds of old ones. */
final class QueueCopies implements Copies {

    private static final long PATIENCE_MILLIS = 2_000;

    private final QueueBroker broker;
    private final String queue;

    QueueCopies(QueueBroker broker, QueueSettings settings) {
        this.broker = broker;
        this.queue = settings.rejected();
    }

    @Override
    public String place() {
        return "queue " + queue;
    }

    /** A message is recognised by what it says. */
    @Override
    public boolean isFoundWithoutLedger() {
        return true;
    }

    @Override
    public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
        ConnectionFactory factory = broker.pooled().orElse(null);
        if (factory == null) {
            return Optional.empty();
        }
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            List<String> found = find(session, traces);
            int erased = onlyCount ? found.size() : take(session, found);
            session.commit();
            if (!onlyCount && broker.server().isPresent()) {
                broker.server().get().forget();
            }
            return Optional.of(erased);
        } catch (JMSException e) {
            throw new IOException("the broker does not answer", e);
        }
    }

    private List<String> find(Session session, Traces traces) throws JMSException {
        List<String> ids = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                Message message = (Message) messages.nextElement();
                if (traces.isIn(content(message))) {
                    ids.add(message.getJMSMessageID());
                }
            }
        }
        return ids;
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

    private int take(Session session, List<String> ids) throws JMSException {
        int taken = 0;
        for (String id : ids) {
            taken += take(session, "JMSMessageID = '" + id + "'", 1);
        }
        return taken;
    }

    private int take(Session session, String selector, int most) throws JMSException {
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
            int taken = take(session, "JMSTimestamp < " + open.toEpochMilli(), Integer.MAX_VALUE);
            session.commit();
            return taken;
        } catch (JMSException e) {
            throw new IOException("the broker does not answer", e);
        }
    }
}
