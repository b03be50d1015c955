package org.activityrelay.relay.intake.queue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.activityrelay.relay.intake.DoorInteractions;

/**
 * What is taken out of a JMS message: its text or bytes, and nothing else. No property and no header of a message reaches
 * the route (CVE-2026-40453), and no object in it is ever deserialised (CVE-2026-40860, CVE-2026-43866).
 */
final class QueueMessage {

    private static final byte[] NOTHING = {};

    /** Of a message that is too long, so much is kept as a rejection. */
    private static final int FIRST = 8 * 1024;

    private final Message message;
    private final String id;
    private final Object content;
    private final byte[] beginning;
    private final String fault;

    private QueueMessage(Message message, Object content, byte[] beginning, String fault) throws JMSException {
        this.message = message;
        this.beginning = beginning;
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
            return content == null || content.isEmpty()
                    ? empty(message)
                    : checked(message, content, content.length(), longest);
        }
        if (message instanceof BytesMessage bytes) {
            long length = bytes.getBodyLength();
            byte[] content = bytes(bytes, (int) (length > longest ? Math.min(FIRST, length) : length));
            if (length > longest) {
                bytes.reset(); // it is sent on whole
            }
            return content.length == 0 ? empty(message) : checked(message, content, length, longest);
        }
        return new QueueMessage(
                message,
                null,
                NOTHING,
                "is " + kind(message) + ": send the record as a TextMessage or a" + " BytesMessage");
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

    /** Of a message that is at fault, as much as may be looked at; perhaps nothing. */
    byte[] beginning() {
        return beginning;
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
        return new QueueMessage(message, null, NOTHING, "is empty");
    }

    private static QueueMessage checked(Message message, Object content, long length, long longest)
            throws JMSException {
        if (length <= longest) {
            return new QueueMessage(message, content, NOTHING, null);
        }
        byte[] beginning = content instanceof String text
                ? text.substring(0, Math.min(FIRST, text.length())).getBytes(StandardCharsets.UTF_8)
                : (byte[]) content;
        return new QueueMessage(
                message,
                null,
                beginning,
                "is longer than " + longest + " bytes (relay.intake.queue.max-message): it has " + length
                        + ", of which only the beginning is kept with this rejection");
    }

    private static byte[] bytes(BytesMessage message, int length) throws JMSException {
        byte[] content = new byte[length];
        // Some clients count more than there is.
        int read = message.readBytes(content);
        return read == length ? content : Arrays.copyOf(content, Math.max(0, read));
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
