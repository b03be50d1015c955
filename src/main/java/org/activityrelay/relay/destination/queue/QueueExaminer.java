package org.activityrelay.relay.destination.queue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Reach;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.intake.Broker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Examines message brokers: the way there, the login, the queue. No message is sent, and no queue is made. */
@Component
@Order(20)
class QueueExaminer implements Examiner {

    private static final String SCHEME = "queue:";
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final DestinationsSettings settings;
    private final ObjectProvider<Broker> own;
    private final Secrets secrets;

    QueueExaminer(DestinationsSettings settings, ObjectProvider<Broker> own, Secrets secrets) {
        this.settings = settings;
        this.own = own;
        this.secrets = secrets;
    }

    @Override
    public void examine(Examined destination) {
        List<String> queues = destination.endpoints(SCHEME).stream()
                .map(endpoint -> endpoint.substring(SCHEME.length()).replaceFirst("^/+", ""))
                .toList();
        if (destination.isHopeless() || queues.isEmpty()) {
            return;
        }
        String url = destination.settings().url();
        boolean ofItsOwn = url != null && !url.isBlank();
        if (!ofItsOwn && own.getIfAvailable() == null) {
            destination.ok("publishes to the broker of relay.intake.queue, which only the running service can ask");
        } else if (!ofItsOwn || isThere(destination, url)) {
            ask(destination, queues, ofItsOwn ? destination.key("url") : "relay.intake.queue");
        }
    }

    /** An address of several brokers is left to the client. */
    private static boolean isThere(Examined destination, String url) {
        DestinationSettings.Timeout timeout = destination.settings().timeout();
        Duration limit = timeout == null || timeout.connect() == null ? USUAL : timeout.connect();
        URI address;
        try {
            address = URI.create(url.strip());
        } catch (IllegalArgumentException several) {
            return true;
        }
        return address.getHost() == null
                || address.getPort() < 0
                || new Reach(destination, limit, null).server(address.getHost(), address.getPort(), false, "url");
    }

    private void ask(Examined destination, List<String> queues, String broker) {
        try (Brokers brokers = new Brokers(settings, own::getIfAvailable);
                Connection connection = brokers.of(destination.name()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            destination.ok("the broker of " + broker + " accepts the login");
            for (String queue : queues) {
                look(destination, session, queue);
            }
        } catch (JMSSecurityException refused) {
            destination.problem(
                    "the broker refuses the login: " + said(refused),
                    "check " + destination.key("username") + " and .password");
        } catch (ClassifiedException noBroker) {
            destination.problem(noBroker.getMessage(), "without it every delivery would rest");
        } catch (JMSException failure) {
            destination.problem(
                    "the broker does not answer as one: " + said(failure),
                    "is " + broker + " the address of a broker, and does it want TLS (?sslEnabled=true)?");
        }
    }

    private void look(Examined destination, Session session, String queue) {
        try {
            session.createQueue(queue);
            destination.ok(
                    "the queue " + queue + " is there, or the broker makes it with the first message; whether this"
                            + " user may send is only told by a delivery");
        } catch (JMSException missing) {
            destination.problem(
                    "the queue " + queue + " cannot be used: " + said(missing), "make it there, or correct its name");
        }
    }

    private String said(JMSException failure) {
        return secrets.mask(
                String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip());
    }
}
