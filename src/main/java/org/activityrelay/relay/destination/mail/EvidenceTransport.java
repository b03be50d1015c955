package org.activityrelay.relay.destination.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.util.Map;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * SMTP that notes the one moment from which on a failure is ambiguous: the end of the message has been sent, and the
 * server has not answered yet. Until then a server throws away what it has (RFC 5321, 4.5.3.2.6 and 6.1).
 */
final class EvidenceTransport extends SMTPTransport {

    /** The reply to DATA; still the last one when the end of the message could not even be written. */
    private static final int GO_ON = 354;

    private final String serverHost;
    private final int serverPort;
    private final String username;
    private final String password;
    private Runnable leaving = () -> {};

    EvidenceTransport(Session session, boolean tls, String host, int port, String username, String password) {
        super(session, new URLName("smtp", host, port, null, null, null), "smtp", tls);
        this.serverHost = host;
        this.serverPort = port;
        this.username = username;
        this.password = password;
    }

    /** What is to be run before the end of the message is sent. */
    void beforeItLeaves(Runnable keeping) {
        leaving = keeping;
    }

    /** Connects with what is configured. */
    void open() throws MessagingException {
        connect(serverHost, serverPort, username, password);
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        AttemptEvidence evidence = AttemptEvidence.current();
        leaving.run();
        evidence.writeBegan();
        try {
            super.finishData();
        } finally {
            int reply = getLastReturnCode();
            boolean answered = reply >= 200 && reply != GO_ON;
            if (answered) {
                evidence.answered(new Answer(
                        reply, Map.of(), String.valueOf(getLastServerResponse()).strip()));
            }
        }
    }
}
