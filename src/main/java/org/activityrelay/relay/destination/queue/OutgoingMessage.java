package org.activityrelay.relay.destination.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.Claim;
import org.apache.camel.Exchange;

/**
 * A message, whole before it goes anywhere: the same one is recorded, sent, and sent again.
 *
 * @param headers headers and properties by name; values as JMS takes them
 * @param body text, or bytes if they are no text
 */
record OutgoingMessage(Map<String, Object> headers, JsonNode body) {

    static final String TYPE = "JMSType";
    static final String CORRELATION = "JMSCorrelationID";
    static final String GROUP = "JMSXGroupID";

    /** Headers of a route that become those of a message without being listed. */
    static final Set<String> USUAL = Set.of(TYPE, CORRELATION, GROUP);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = "null".getBytes(StandardCharsets.UTF_8);

    /**
     * @param key of this write
     * @throws ClassifiedException when no message can be made of it
     */
    static OutgoingMessage of(Exchange exchange, Claim claim, String key) {
        Map<String, Object> headers = new TreeMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value != null) {
                headers.put(checked(name), plain(value));
            }
        });
        headers.put("deliveryKey", key);
        headers.put("recordKey", claim.recordKey());
        headers.put("revision", claim.revision());
        return new OutgoingMessage(headers, content(exchange));
    }

    /** What {@link #kept} made. */
    static OutgoingMessage from(JsonNode kept) {
        try {
            Map<String, Object> headers = new TreeMap<>();
            Map<?, ?> then = JSON.treeToValue(kept.path("headers"), Map.class);
            then.forEach((name, value) -> headers.put(String.valueOf(name), value));
            JsonNode text = kept.get("text");
            return new OutgoingMessage(
                    headers,
                    text == null ? BinaryNode.valueOf(kept.path("bytes").binaryValue()) : text);
        } catch (IOException damaged) {
            throw new IllegalStateException("what was kept of a message cannot be read", damaged);
        }
    }

    /** Everything in it, to be kept until a broker has answered. */
    JsonNode kept() {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.set("headers", JSON.valueToTree(headers));
        kept.set(body.isBinary() ? "bytes" : "text", body);
        return kept;
    }

    /** For people, with the body as JSON if it is. */
    ObjectNode described(QueueName queue) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("endpoint", "queue:" + queue.text());
        ObjectNode shown = description.putObject("headers");
        shown.put("JMSDeliveryMode", "PERSISTENT");
        headers.forEach((name, value) -> shown.set(name, JSON.valueToTree(value)));
        description.set("body", body.isBinary() ? kept().get("bytes") : parsed(body.textValue()));
        return description;
    }

    Message in(Session session) throws JMSException, IOException {
        Message message;
        if (body.isBinary()) {
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(body.binaryValue());
            message = bytes;
        } else {
            message = session.createTextMessage(body.textValue());
        }
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            switch (header.getKey()) {
                case TYPE -> message.setJMSType(header.getValue().toString());
                case CORRELATION ->
                    message.setJMSCorrelationID(header.getValue().toString());
                case GROUP -> message.setStringProperty(GROUP, header.getValue().toString());
                default -> message.setObjectProperty(header.getKey(), header.getValue());
            }
        }
        return message;
    }

    /** Names of properties are those of Java's variables (Jakarta Messaging 3.1, 3.5.1). */
    private static String checked(String name) {
        boolean possible = !name.isEmpty()
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(Character::isJavaIdentifierPart);
        if (!possible) {
            throw refused(
                    Reason.MESSAGE_FORMAT, "a message cannot have a property " + name + ": use letters, digits and _");
        }
        return name;
    }

    private static Object plain(Object value) {
        boolean known = value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof String;
        return known ? value : value.toString();
    }

    private static JsonNode content(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        try {
            byte[] bytes = body instanceof Activity activity
                    ? JSON.writeValueAsBytes(activity.json())
                    : body instanceof Map || body instanceof Iterable<?>
                            ? JSON.writeValueAsBytes(body)
                            : exchange.getMessage().getBody(byte[].class);
            if (bytes == null || bytes.length == 0 || Arrays.equals(bytes, NOTHING)) {
                throw refused(Reason.MAPPING_FAILED, "there is nothing to publish: the mapping gave nothing");
            }
            return text(bytes);
        } catch (JsonProcessingException unwritable) {
            throw refused(Reason.MAPPING_FAILED, "what the mapping gave is no JSON");
        }
    }

    private static JsonNode text(byte[] bytes) {
        try {
            return TextNode.valueOf(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException noText) {
            return BinaryNode.valueOf(bytes);
        }
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed != null && parsed.isContainerNode() ? parsed : TextNode.valueOf(text);
        } catch (JsonProcessingException noJson) {
            return TextNode.valueOf(text);
        }
    }

    private static ClassifiedException refused(Reason reason, String message) {
        return new ClassifiedException(new Outcome.Rejected(reason.word()), message, null);
    }
}
