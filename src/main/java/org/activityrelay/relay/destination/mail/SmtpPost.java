package org.activityrelay.relay.destination.mail;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.destination.Unanswered;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.component.mail.MailConfiguration;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends by SMTP. Who has accepted the message is remembered over attempts and not mailed again; who refuses it for good
 * does not take it away from the others.
 */
final class SmtpPost implements Post {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpPost.class);
    private static final int ACCEPTED = 250;

    private final MailServers servers;
    private final Secrets secrets;
    private final WriteLog writes;

    SmtpPost(MailServers servers, Secrets secrets, WriteLog writes) {
        this.servers = servers;
        this.secrets = secrets;
        this.writes = writes;
    }

    @Override
    public void send(MimeMessage made, MailConfiguration endpoint) throws MessagingException {
        AttemptEvidence evidence = AttemptEvidence.current();
        Unanswered unanswered =
                new Unanswered(writes, evidence, evidence.claim().deliveryKey());
        MimeMessage message = unanswered.sentBefore() == null ? made : again(unanswered.sentBefore());
        Recipients recipients = Recipients.from(evidence.progress());
        Address[] open = Arrays.stream(message.getAllRecipients())
                .filter(recipient -> !recipients.hasAccepted(recipient))
                .toArray(Address[]::new);
        if (open.length > 0) {
            attempt(message, open, endpoint, evidence, recipients, unanswered);
        }
        unanswered.forget();
        evidence.sent();
    }

    private void attempt(
            MimeMessage message,
            Address[] open,
            MailConfiguration endpoint,
            AttemptEvidence evidence,
            Recipients recipients,
            Unanswered unanswered)
            throws MessagingException {
        JsonNode content = Unanswered.content(bytes(message));
        EvidenceTransport transport = servers.transport(evidence.claim().destination(), endpoint);
        transport.beforeItLeaves(() -> unanswered.leaves(content));
        try {
            transport.open();
            transport.sendMessage(message, open);
            recipients.accept(open);
            answered(evidence, transport.getLastReturnCode(), transport.getLastServerResponse());
        } catch (SendFailedException partly) {
            if (!isEnough(partly, recipients)) {
                // As long as somebody has it, the others are to get the same.
                if (!evidence.isAmbiguous() && !recipients.anyAccepted()) {
                    unanswered.forget();
                }
                throw partly;
            }
            LOG.warn(
                    "Delivery {}: {} recipients refused for good, the others accepted",
                    evidence.claim().deliveryId(),
                    recipients.refused().size());
            answered(evidence, ACCEPTED, "accepted, but refused for good by " + recipients.refused());
        } finally {
            evidence.progress(recipients.toJson());
            close(transport);
        }
    }

    /** With the recipients that no one is shown, who are not sent along. */
    private static byte[] bytes(MimeMessage message) throws MessagingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            message.writeTo(bytes);
        } catch (IOException failure) {
            throw new MessagingException("the message cannot be written", failure);
        }
        return bytes.toByteArray();
    }

    private static MimeMessage again(JsonNode content) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(Unanswered.bytes(content)));
    }

    private void answered(AttemptEvidence evidence, int code, String response) {
        evidence.answered(new Answer(code, Map.of(), secrets.mask(response == null ? "" : response.strip())));
    }

    /**
     * Notes what became of each recipient. Enough is done when somebody has the message, now or since an earlier
     * attempt, and everybody else refuses it for good; a refusal that passes, or one of the message itself, is not.
     */
    private static boolean isEnough(SendFailedException partly, Recipients recipients) {
        recipients.accept(partly.getValidSentAddresses());
        boolean onlyRefused = isEmpty(partly.getValidUnsentAddresses());
        for (Exception next = partly; next instanceof MessagingException failure; next = failure.getNextException()) {
            if (next instanceof SMTPAddressFailedException refusal) {
                onlyRefused &= refusal.getReturnCode() >= 500;
                recipients.refuse(refusal.getAddress(), refusal.getMessage().strip());
            }
        }
        return onlyRefused && !recipients.refused().isEmpty() && recipients.anyAccepted();
    }

    private static boolean isEmpty(Address[] addresses) {
        return addresses == null || addresses.length == 0;
    }

    private static void close(EvidenceTransport transport) {
        try {
            transport.close();
        } catch (MessagingException late) {
            LOG.debug("Closing a mail connection failed: {}", late.getClass().getSimpleName());
        }
    }
}
