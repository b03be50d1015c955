package org.activityrelay.relay.intake.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.activityrelay.relay.intake.Receipt;

/**
 * Puts a message that is no record into the queue of rejects: its body as it came, and the reason as properties. The
 * properties it came with are left behind.
 */
final class QueueRejects {

    /** One sentence. */
    static final String REASON = "activityReason";
    /** HTTP status that fits. */
    static final String STATUS = "activityStatus";
    /** JSON array of {@code {"pointer","detail"}}. */
    static final String PROBLEMS = "activityProblems";
    /** Where the body is kept besides, for correcting and resubmitting; absent if it is not. */
    static final String REJECTION = "activityRejection";
    /** Message id under which it came. */
    static final String MESSAGE = "activityMessage";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 4000;

    private final String queue;

    QueueRejects(String queue) {
        this.queue = queue;
    }

    /** Name of the queue of rejects. */
    String queue() {
        return queue;
    }

    /** Sends as part of the session's transaction. */
    void send(Session session, QueueMessage rejected, List<Receipt.Refused> reasons) throws JMSException {
        Message message = message(session, rejected);
        describe(message, rejected, reasons);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        try {
            producer.send(message, DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, 0);
        } finally {
            producer.close();
        }
    }

    /** Throws if a message cannot be put into the queue; leaves none behind. */
    void probe(Session transacted) throws JMSException {
        MessageProducer producer = transacted.createProducer(transacted.createQueue(queue));
        producer.send(transacted.createTextMessage(), DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, 0);
        transacted.rollback();
    }

    private static Message message(Session session, QueueMessage rejected) throws JMSException {
        if (rejected.content() instanceof String text) {
            return session.createTextMessage(text);
        }
        if (rejected.content() instanceof byte[] bytes) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(bytes);
            return message;
        }
        if (rejected.message() instanceof TextMessage text) {
            return session.createTextMessage(text.getText());
        }
        // What it is made of is not looked at: it goes on as it is.
        rejected.message().clearProperties();
        return rejected.message();
    }

    private static void describe(Message message, QueueMessage rejected, List<Receipt.Refused> reasons)
            throws JMSException {
        message.setStringProperty(REASON, shortened(reason(reasons)));
        message.setIntProperty(STATUS, reasons.get(0).status());
        message.setStringProperty(PROBLEMS, problems(reasons));
        message.setStringProperty(MESSAGE, rejected.id());
        String kept = reasons.stream()
                .map(Receipt.Refused::rejectionId)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(","));
        if (!kept.isEmpty()) {
            message.setStringProperty(REJECTION, shortened(kept));
        }
    }

    private static String reason(List<Receipt.Refused> reasons) {
        return reasons.stream()
                .flatMap(reason -> reason.problems().stream())
                .map(problem -> (problem.pointer() + " " + problem.detail()).strip())
                .collect(Collectors.joining("; "));
    }

    private static String problems(List<Receipt.Refused> reasons) {
        List<Receipt.Problem> problems = reasons.stream()
                .flatMap(reason -> reason.problems().stream())
                .limit(50)
                .toList();
        try {
            return JSON.writeValueAsString(problems);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
