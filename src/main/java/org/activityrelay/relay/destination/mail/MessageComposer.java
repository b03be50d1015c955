package org.activityrelay.relay.destination.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParameterList;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.SafeName;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailBinding;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;

/**
 * Makes the message. A route gives the body (HTML), {@code To}, {@code Subject} and, if wanted, {@code Cc}, {@code
 * Bcc}, {@code Reply-To} and the plain text as header {@code text}; nothing else of the exchange gets in. Header values
 * are folded to one line, addresses with control characters refused (Camel 4.17 lets them through in places).
 */
final class MessageComposer extends MailBinding {

    private static final String UTF_8 = "UTF-8";

    /** RFC 5322, 2.1.1 allows 998 characters a line; encoded words make it more of them. */
    private static final int LONGEST_SUBJECT = 250;

    private final DestinationsSettings settings;
    private final Clock clock;

    MessageComposer(DestinationsSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void populateMailMessage(MailEndpoint endpoint, MimeMessage message, Exchange exchange)
            throws MessagingException {
        AttemptEvidence evidence = AttemptEvidence.current();
        if (evidence == null) {
            throw new IllegalStateException("mail is sent by destination routes only");
        }
        DestinationSettings destination = settings.of(evidence.claim().destination());
        MailConfiguration configured = endpoint.getConfiguration();
        String key = SafeName.of(evidence.claim().deliveryKey());

        recipients(message, RecipientType.TO, exchange, configured);
        recipients(message, RecipientType.CC, exchange, configured);
        recipients(message, RecipientType.BCC, exchange, configured);
        if (message.getAllRecipients() == null) {
            throw new AddressException("the mail has no recipient: the rule gives no argument 'to'");
        }
        InternetAddress from = address(sender(destination, configured));
        message.setFrom(from);
        String replyTo = orElse(header(exchange, "Reply-To"), orElse(configured.getReplyTo(), destination.replyTo()));
        if (replyTo != null && !replyTo.isBlank()) {
            message.setReplyTo(addresses(replyTo));
        }
        message.setSubject(subject(exchange, configured), UTF_8);
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        content(message, exchange, key);
        message.saveChanges();
        message.setHeader("Message-ID", "<" + key + "@" + domain(destination, from) + ">");
    }

    private static void content(MimeMessage message, Exchange exchange, String key) throws MessagingException {
        String body = orElse(exchange.getMessage().getBody(String.class), "");
        String text = exchange.getMessage().getHeader("text", String.class);
        if (text == null) {
            message.setText(body, UTF_8, isHtml(body) ? "html" : "plain");
            return;
        }
        MimeMultipart alternatives = new Alternatives(boundary(key, text, body));
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, UTF_8, "plain");
        alternatives.addBodyPart(plain);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(body, UTF_8, "html");
        alternatives.addBodyPart(html);
        message.setContent(alternatives);
    }

    /** The same each time for the same content, and never a text that the content holds itself. */
    private static String boundary(String key, String text, String html) {
        String boundary = "=_relay_" + Integer.toHexString(key.hashCode());
        while (text.contains(boundary) || html.contains(boundary)) {
            boundary += "_" + Integer.toHexString((text + html).hashCode());
        }
        return boundary;
    }

    /** {@code multipart/alternative} whose boundary is the same each time: a repeated message is the same bytes. */
    private static final class Alternatives extends MimeMultipart {
        Alternatives(String boundary) {
            super("alternative");
            ParameterList parameters = new ParameterList();
            parameters.set("boundary", boundary);
            contentType = new ContentType("multipart", "alternative", parameters).toString();
        }
    }

    private static boolean isHtml(String body) {
        String start = body.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype") || start.startsWith("<html");
    }

    private static void recipients(
            MimeMessage message, RecipientType type, Exchange exchange, MailConfiguration configured)
            throws AddressException, MessagingException {
        String header = header(exchange, type.toString());
        String list = header == null ? configured.getRecipients().get(type) : header;
        if (list != null && !list.isBlank()) {
            message.setRecipients(type, addresses(list));
        }
    }

    private static String header(Exchange exchange, String name) {
        Object value = exchange.getMessage().getHeader(name);
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value == null ? null : value.toString();
    }

    private static InternetAddress[] addresses(String list) throws AddressException {
        refuseControlCharacters(list);
        InternetAddress[] found = InternetAddress.parse(list.replace(';', ','), true);
        for (InternetAddress address : found) {
            encodeName(address);
        }
        return found;
    }

    private static InternetAddress address(String text) throws AddressException {
        refuseControlCharacters(text);
        InternetAddress address = new InternetAddress(text, true);
        encodeName(address);
        return address;
    }

    private static void refuseControlCharacters(String list) throws AddressException {
        if (list.chars().anyMatch(Character::isISOControl)) {
            throw new AddressException("an address holds a line break or control character");
        }
    }

    private static void encodeName(InternetAddress address) throws AddressException {
        try {
            address.setPersonal(address.getPersonal(), UTF_8);
        } catch (UnsupportedEncodingException impossible) {
            throw new AddressException(impossible.getMessage());
        }
    }

    private static String sender(DestinationSettings destination, MailConfiguration configured) {
        // Camel fills in "camel@localhost" where a route says nothing.
        boolean said = configured.getFrom() != null && !configured.getFrom().equals("camel@localhost");
        String from = said ? configured.getFrom() : destination.from();
        if (from == null || from.isBlank()) {
            throw new IllegalStateException("the mail has no sender: set relay.destination.<name>.from");
        }
        return from;
    }

    private static String subject(Exchange exchange, MailConfiguration configured) {
        String subject = orElse(orElse(header(exchange, "Subject"), configured.getSubject()), "");
        StringBuilder line = new StringBuilder();
        subject.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .limit(LONGEST_SUBJECT)
                .forEach(line::appendCodePoint);
        return List.of(line.toString().strip().split(" +")).stream().collect(Collectors.joining(" "));
    }

    private static String domain(DestinationSettings destination, InternetAddress from) {
        String configured = destination.messageIdDomain();
        return configured != null && !configured.isBlank()
                ? configured
                : from.getAddress().substring(from.getAddress().indexOf('@') + 1);
    }

    private static String orElse(String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
