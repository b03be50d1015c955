package org.activityrelay.relay.intake.queue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.activityrelay.relay.intake.DoorInteractions;

/**
 * What is taken out of a JMS message: its text or bytes, and nothing else. No property and no header of a message reaches
 * the route (CVE-2026-40453), and no object in it is ever deserialised (CVE-2026-40860, CVE-2026-43866).
 */
final class QueueMessage {

    private final Message message;
    private final String id;
    private final Object content;
    private final String fault;

    private QueueMessage(Message message, Object content, String fault) throws JMSException {
        this.message = message;
        this.id = message.getJMSMessageID();
        this.content = content;
        this.fault = fault;
    }

    /**
     * Reads a message at once, because some clients keep the body of a long one only until the next is received.
     *
     * @param longest bytes
     */
    static QueueMessage read(Message message, long longest) throws JMSException {
        if (message instanceof TextMessage text) {
            String content = text.getText();
            return content == null ? empty(message) : checked(message, content, content.length(), longest);
        }
        if (message instanceof BytesMessage bytes) {
            long length = bytes.getBodyLength();
            if (length == 0) {
                return empty(message);
            }
            return checked(message, length > longest ? null : bytes(bytes, (int) length), length, longest);
        }
        return new QueueMessage(
                message, null, "is " + kind(message) + ": send the record as a TextMessage or a" + " BytesMessage");
    }

    /** The message as received. */
    Message message() {
        return message;
    }

    /** As its sender's client made it. */
    String id() {
        return id;
    }

    /** Text or bytes; null if the message is at fault. */
    Object content() {
        return content;
    }

    /** What is wrong with the message itself, or null. */
    String fault() {
        return fault;
    }

    long size() {
        if (content instanceof byte[] bytes) {
            return bytes.length;
        }
        return content instanceof String text ? text.length() : 0;
    }

    /** The interactions it speaks of. */
    Set<String> interactions() {
        byte[] body = content instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) content;
        return DoorInteractions.in(body);
    }

    private static QueueMessage empty(Message message) throws JMSException {
        return new QueueMessage(message, null, "is empty");
    }

    private static QueueMessage checked(Message message, Object content, long length, long longest)
            throws JMSException {
        return length > longest
                ? new QueueMessage(
                        message, null, "is longer than " + longest + " bytes (relay.intake.queue.max-message)")
                : new QueueMessage(message, content, null);
    }

    private static byte[] bytes(BytesMessage message, int length) throws JMSException {
        byte[] content = new byte[length];
        message.readBytes(content);
        return content;
    }

    private static String kind(Message message) {
        if (message instanceof ObjectMessage) {
            return "an ObjectMessage, and objects are never deserialised";
        }
        if (message instanceof MapMessage) {
            return "a MapMessage";
        }
        return message instanceof StreamMessage ? "a StreamMessage" : "a message without a body";
    }
}
