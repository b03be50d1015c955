package org.activityrelay.relay.destination.mail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.apache.camel.component.mail.MailConfiguration;

/** Keeps the message exactly as it would have gone out. */
final class RecordedPost implements Post {

    /** Headers that SMTP does not carry either. */
    private static final String[] NOT_SENT = {"Bcc", "Content-Length"};

    @Override
    public void send(MimeMessage message, MailConfiguration endpoint) throws MessagingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            message.writeTo(bytes, NOT_SENT);
            AttemptEvidence.current()
                    .recorded(new RecordedRequest("mail", "eml", bytes.toByteArray(), describe(message), false));
        } catch (IOException failure) {
            throw new MessagingException("the message cannot be written", failure);
        }
    }

    private static ObjectNode describe(MimeMessage message) throws MessagingException, IOException {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("from", ((InternetAddress) message.getFrom()[0]).toUnicodeString());
        addresses(description, "to", message, RecipientType.TO);
        addresses(description, "cc", message, RecipientType.CC);
        addresses(description, "bcc", message, RecipientType.BCC);
        description.put("subject", message.getSubject());
        description.put("messageId", message.getMessageID());
        if (message.getContent() instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                description.put(part.isMimeType("text/html") ? "html" : "text", (String) part.getContent());
            }
        } else {
            description.put(message.isMimeType("text/html") ? "html" : "text", (String) message.getContent());
        }
        return description;
    }

    private static void addresses(ObjectNode description, String name, MimeMessage message, RecipientType type)
            throws MessagingException {
        if (message.getRecipients(type) != null) {
            ArrayNode list = description.putArray(name);
            for (var address : message.getRecipients(type)) {
                list.add(((InternetAddress) address).toUnicodeString());
            }
        }
    }
}
