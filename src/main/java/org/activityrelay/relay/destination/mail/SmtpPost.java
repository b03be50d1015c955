package org.activityrelay.relay.destination.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.activityrelay.relay.destination.Secrets;
import org.apache.camel.component.mail.MailConfiguration;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends by SMTP. Who has accepted the message is remembered over attempts and not mailed again; who refuses it for good
 * does not take it away from the others.
 */
final class SmtpPost implements Post {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpPost.class);

    private final MailServers servers;
    private final Secrets secrets;

    SmtpPost(MailServers servers, Secrets secrets) {
        this.servers = servers;
        this.secrets = secrets;
    }

    @Override
    public void send(MimeMessage message, MailConfiguration endpoint) throws MessagingException {
        AttemptEvidence evidence = AttemptEvidence.current();
        Recipients recipients = Recipients.from(evidence.progress());
        Address[] open = Arrays.stream(message.getAllRecipients())
                .filter(recipient -> !recipients.isSettled(recipient))
                .toArray(Address[]::new);
        if (open.length > 0) {
            attempt(message, open, endpoint, evidence, recipients);
        }
        if (recipients.accepted().isEmpty()) {
            throw new SendFailedException("every recipient was refused for good: " + recipients.refusals());
        }
        if (!recipients.refused().isEmpty()) {
            LOG.warn(
                    "delivery {}: {} of {} recipients refused for good",
                    evidence.claim().deliveryId(),
                    recipients.refused().size(),
                    message.getAllRecipients().length);
        }
        evidence.sent();
    }

    private void attempt(
            MimeMessage message,
            Address[] open,
            MailConfiguration endpoint,
            AttemptEvidence evidence,
            Recipients recipients)
            throws MessagingException {
        EvidenceTransport transport = servers.transport(evidence.claim().destination(), endpoint);
        try {
            transport.open();
            transport.sendMessage(message, open);
            recipients.accept(open);
            answered(evidence, transport.getLastReturnCode(), transport.getLastServerResponse());
        } catch (SendFailedException partly) {
            boolean settled = settle(partly, recipients);
            if (!evidence.isAmbiguous() || transport.getLastReturnCode() > 0) {
                answered(evidence, code(partly, transport), partly.getMessage() + " " + recipients.refusals());
            }
            if (!settled) {
                throw partly;
            }
        } finally {
            evidence.progress(recipients.toJson());
            close(transport);
        }
    }

    private void answered(AttemptEvidence evidence, int code, String response) {
        evidence.answered(new Answer(code, Map.of(), secrets.mask(response == null ? "" : response.strip())));
    }

    /** Notes what is decided for each recipient; answers whether that is all of them. */
    private static boolean settle(SendFailedException partly, Recipients recipients) {
        recipients.accept(partly.getValidSentAddresses());
        boolean later = partly.getValidUnsentAddresses() != null && partly.getValidUnsentAddresses().length > 0;
        for (Exception next = partly; next instanceof MessagingException failure; next = failure.getNextException()) {
            if (next instanceof SMTPAddressFailedException refusal) {
                if (refusal.getReturnCode() >= 500) {
                    recipients.refuse(
                            (InternetAddress) refusal.getAddress(),
                            refusal.getReturnCode() + " " + refusal.getMessage().strip());
                } else {
                    later = true;
                }
            } else if (next instanceof SMTPSendFailedException failed
                    && failed.getReturnCode() >= 400
                    && partly.getValidSentAddresses() == null) {
                later = true;
            }
        }
        return !later && !recipients.accepted().isEmpty();
    }

    private static int code(SendFailedException partly, EvidenceTransport transport) {
        for (Exception next = partly; next instanceof MessagingException failure; next = failure.getNextException()) {
            if (next instanceof SMTPSendFailedException failed && failed.getReturnCode() > 0) {
                return failed.getReturnCode();
            }
            if (next instanceof SMTPAddressFailedException refusal) {
                return refusal.getReturnCode();
            }
        }
        return transport.getLastReturnCode();
    }

    private static void close(EvidenceTransport transport) {
        try {
            transport.close();
        } catch (MessagingException late) {
            LOG.debug("closing a mail connection failed: {}", late.getClass().getSimpleName());
        }
    }
}
