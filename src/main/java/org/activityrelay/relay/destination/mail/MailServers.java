package org.activityrelay.relay.destination.mail;

import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationSettings.Smtp;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.component.mail.MailConfiguration;
import org.springframework.boot.ssl.SslBundles;

/** Connections to mail servers as configured; property names are those of Angus Mail's SMTP provider. */
final class MailServers {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final DestinationsSettings settings;
    private final SslBundles bundles;

    MailServers(DestinationsSettings settings, SslBundles bundles) {
        this.settings = settings;
        this.bundles = bundles;
    }

    /** A transport that is not connected yet. */
    EvidenceTransport transport(String destination, MailConfiguration endpoint) {
        return transport(destination, endpoint.getHost(), endpoint.getPort(), endpoint.getProtocol());
    }

    /** @param protocol smtp, or smtps for TLS from the first byte */
    EvidenceTransport transport(String destination, String host, int port, String protocol) {
        Smtp smtp = of(destination);
        boolean configured = smtp != null && host.equalsIgnoreCase(smtp.host());
        Properties properties = new Properties();
        properties.setProperty("mail.debug", "false");
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.mime.charset", "UTF-8");
        boolean implicit = protocol.equals("smtps") || configured && smtp.security() == Smtp.Security.TLS;
        security(properties, configured ? smtp : null, implicit);
        properties.setProperty("mail.smtp.connectiontimeout", wait(smtp == null ? null : smtp.connectTimeout()));
        properties.setProperty("mail.smtp.timeout", wait(smtp == null ? null : smtp.readTimeout()));
        properties.setProperty("mail.smtp.writetimeout", wait(smtp == null ? null : smtp.writeTimeout()));
        Session session = Session.getInstance(properties);
        session.setDebug(false);
        String username = configured && smtp.authenticates() ? smtp.username() : null;
        return new EvidenceTransport(
                session, implicit, host, port, username, username == null ? null : smtp.password());
    }

    private Smtp of(String destination) {
        DestinationSettings found = settings.of(destination);
        return found.smtp();
    }

    private void security(Properties properties, Smtp smtp, boolean implicit) {
        boolean authenticates = smtp != null && smtp.authenticates();
        Smtp.Security wanted = smtp == null || smtp.security() == null ? Smtp.Security.AUTO : smtp.security();
        boolean required = wanted == Smtp.Security.STARTTLS || wanted == Smtp.Security.AUTO && authenticates;
        properties.setProperty("mail.smtp.auth", Boolean.toString(authenticates));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(implicit));
        properties.setProperty(
                "mail.smtp.starttls.enable", Boolean.toString(!implicit && wanted != Smtp.Security.NONE));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(!implicit && required));
        if (smtp != null && smtp.sslBundle() != null && !smtp.sslBundle().isBlank()) {
            properties.put("mail.smtp.ssl.socketFactory", trusted(smtp));
            properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        }
    }

    /** What certificates are trusted by; null for Java's own way. */
    SSLSocketFactory trusted(Smtp smtp) {
        return smtp.sslBundle() == null || smtp.sslBundle().isBlank()
                ? null
                : bundles.getBundle(smtp.sslBundle()).createSslContext().getSocketFactory();
    }

    private static String wait(Duration limit) {
        return Long.toString((limit == null ? LONGEST_WAIT : limit).toMillis());
    }
}
