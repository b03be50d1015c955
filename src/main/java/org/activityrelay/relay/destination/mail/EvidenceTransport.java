package org.activityrelay.relay.destination.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * SMTP that notes the one moment from which on a failure is ambiguous: the end of the message has been sent, and the
 * server has not answered yet. Until then a server throws away what it has (RFC 5321, 4.5.3.2.6 and 6.1).
 */
final class EvidenceTransport extends SMTPTransport {

    private final String serverHost;
    private final int serverPort;
    private final String username;
    private final String password;

    EvidenceTransport(Session session, boolean tls, String host, int port, String username, String password) {
        super(session, new URLName("smtp", host, port, null, null, null), "smtp", tls);
        this.serverHost = host;
        this.serverPort = port;
        this.username = username;
        this.password = password;
    }

    /** Connects with what is configured. */
    void open() throws MessagingException {
        connect(serverHost, serverPort, username, password);
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        AttemptEvidence.current().writeBegan();
        super.finishData();
    }
}
