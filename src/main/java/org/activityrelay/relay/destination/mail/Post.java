package org.activityrelay.relay.destination.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.component.mail.MailConfiguration;

/** Where a finished message goes. */
interface Post {

    /** @param endpoint host, port and what else the route says */
    void send(MimeMessage message, MailConfiguration endpoint) throws MessagingException;
}
