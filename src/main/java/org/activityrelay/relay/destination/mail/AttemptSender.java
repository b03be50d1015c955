package org.activityrelay.relay.destination.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.MailConfiguration;

/** Camel's way to send, handing the finished message to the post. */
final class AttemptSender extends DefaultJavaMailSender {

    private final Post post;
    private final MailConfiguration endpoint;

    AttemptSender(Post post, MailConfiguration endpoint) {
        this.post = post;
        this.endpoint = endpoint;
        setSession(Session.getInstance(new Properties()));
    }

    @Override
    public void send(MimeMessage message) throws MessagingException {
        post.send(message, endpoint);
    }
}
