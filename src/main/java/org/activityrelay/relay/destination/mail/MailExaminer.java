package org.activityrelay.relay.destination.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.activityrelay.relay.destination.DestinationSettings.Smtp;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Reach;
import org.activityrelay.relay.destination.Secrets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Examines mail servers: the way there, STARTTLS, the login. No message is begun. */
@Component
@Order(20)
class MailExaminer implements Examiner {

    private static final Duration USUAL = Duration.ofSeconds(10);

    private final DestinationsSettings settings;
    private final ObjectProvider<SslBundles> bundles;
    private final Secrets secrets;

    MailExaminer(DestinationsSettings settings, ObjectProvider<SslBundles> bundles, Secrets secrets) {
        this.settings = settings;
        this.bundles = bundles;
        this.secrets = secrets;
    }

    @Override
    public void examine(Examined destination) {
        Smtp smtp = destination.settings().smtp();
        if (destination.isHopeless() || smtp == null || smtp.host() == null || smtp.port() == null) {
            return;
        }
        MailServers servers = new MailServers(settings, bundles.getIfAvailable());
        boolean implicit = smtp.security() == Smtp.Security.TLS
                || !destination.endpoints("smtps:").isEmpty();
        Duration limit = smtp.connectTimeout() == null ? USUAL : smtp.connectTimeout();
        Reach reach = new Reach(destination, limit, servers.trusted(smtp));
        if (reach.server(smtp.host(), smtp.port(), implicit, "smtp.host")) {
            logIn(destination, smtp, implicit, servers);
        }
    }

    private void logIn(Examined destination, Smtp smtp, boolean implicit, MailServers servers) {
        String server = smtp.host() + ":" + smtp.port();
        EvidenceTransport transport =
                servers.transport(destination.name(), smtp.host(), smtp.port(), implicit ? "smtps" : "smtp");
        try (transport) {
            transport.open();
            boolean secure = transport.isSSL();
            String how = secure ? "over TLS" : "in clear";
            if (smtp.authenticates()) {
                destination.ok(server + " accepts the login of " + destination.key("smtp.username") + ", " + how);
            } else if (secure) {
                destination.ok(server + " greets over TLS, without a login");
            } else {
                destination.warning(
                        server + " greets, without a login and without TLS: mails would go in clear",
                        "set " + destination.key("smtp.security") + " to starttls or tls if the server can do it");
            }
        } catch (AuthenticationFailedException refused) {
            destination.problem(
                    server + " refuses the login: " + said(refused),
                    "check " + destination.key("smtp.username") + " and .smtp.password; many providers want a password"
                            + " made for applications");
        } catch (MessagingException failure) {
            boolean tls = isOfTls(failure);
            destination.problem(
                    (tls ? "STARTTLS with " : "the greeting of ") + server + " fails: " + said(failure),
                    tls
                            ? "the certificate has to be for " + smtp.host() + " and trusted ("
                                    + destination.key("smtp.ssl-bundle") + " adds an authority); "
                                    + destination.key("smtp.security") + " says whether TLS is demanded"
                            : "is this the port for sending mail, and does the server let this machine send?");
        }
    }

    private static boolean isOfTls(MessagingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    || String.valueOf(cause.getMessage()).contains("STARTTLS")) {
                return true;
            }
        }
        return false;
    }

    /** The innermost words, which name the certificate or repeat the server. */
    private String said(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return secrets.mask(message.replaceAll("\\s+", " ").strip());
    }
}
