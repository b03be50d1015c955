package org.activityrelay.relay.destination.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one persistent message, and notes the one moment from which on a failure is ambiguous: it has left, and the broker
 * has not said yet that it is kept.
 */
final class MessageSender {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSender.class);

    private static final Set<ActiveMQExceptionType> MISSING =
            EnumSet.of(ActiveMQExceptionType.QUEUE_DOES_NOT_EXIST, ActiveMQExceptionType.ADDRESS_DOES_NOT_EXIST);

    private final Brokers brokers;

    MessageSender(Brokers brokers) {
        this.brokers = brokers;
    }

    /**
     * Returns when the broker has it.
     *
     * @param leaving run before it leaves
     * @return the id that the broker's client gave it
     */
    String send(OutgoingMessage outgoing, QueueName queue, AttemptEvidence evidence, Runnable leaving)
            throws JMSException, IOException {
        ConnectionFactory factory = brokers.of(evidence.claim().destination());
        Connection connection = factory.createConnection();
        try {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Message message = outgoing.in(session);
            send(message, session, queue, evidence, leaving);
            return message.getJMSMessageID();
        } finally {
            close(connection);
        }
    }

    private static void send(
            Message message, Session session, QueueName queue, AttemptEvidence evidence, Runnable leaving)
            throws JMSException {
        try {
            MessageProducer producer = session.createProducer(session.createQueue(queue.text()));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            leaving.run();
            evidence.writeBegan();
            producer.send(message);
            evidence.answered(null);
            evidence.sent();
        } catch (JMSException failure) {
            Optional<ClassifiedException> answer = answer(failure, queue);
            if (answer.isPresent() || failure instanceof MessageFormatException) {
                evidence.answered(null);
            }
            if (answer.isPresent()) {
                throw answer.get();
            }
            throw failure;
        }
    }

    /** What the broker says, if it is the broker that says it. */
    private static Optional<ClassifiedException> answer(JMSException failure, QueueName queue) {
        ActiveMQExceptionType artemis = artemis(failure);
        if (failure instanceof JMSSecurityException) {
            return Optional.of(new ClassifiedException(
                    new Outcome.Rejected(Reason.FORBIDDEN.word()),
                    "the broker does not let this user send to the queue " + queue.text()
                            + ": grant it the permission to send, and to make the queue if it is not there",
                    failure));
        }
        if (failure instanceof InvalidDestinationException || MISSING.contains(artemis) || saysMissing(failure)) {
            return Optional.of(new ClassifiedException(
                    new Outcome.Pause(Reason.MISSING_QUEUE.word(), null),
                    "the broker has no queue " + queue.text()
                            + " and makes none by itself: make it there, or correct the name",
                    failure));
        }
        if (failure instanceof ResourceAllocationException || artemis == ActiveMQExceptionType.ADDRESS_FULL) {
            return Optional.of(new ClassifiedException(
                    new Outcome.Retry(Reason.OUT_OF_RESOURCES.word(), null, false),
                    "the broker has no room for more in the queue " + queue.text(),
                    failure));
        }
        return Optional.empty();
    }

    /** Null when it is none of Artemis's own words. */
    private static ActiveMQExceptionType artemis(JMSException failure) {
        return failure.getCause() instanceof ActiveMQException said ? said.getType() : null;
    }

    /** Artemis's client looks for the queue itself, and has no class of its own for not finding it. */
    private static boolean saysMissing(JMSException failure) {
        return failure.getCause() == null
                && String.valueOf(failure.getMessage()).startsWith("There is no queue");
    }

    /** What was sent is kept whether or not this works. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (JMSException late) {
            LOG.debug(
                    "Closing a connection to a broker failed: {}",
                    late.getClass().getSimpleName());
        }
    }
}
