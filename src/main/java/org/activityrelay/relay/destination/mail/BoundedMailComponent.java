package org.activityrelay.relay.destination.mail;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.OwnBoundary;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailEndpoint;

/**
 * Camel's mail component with this product's message and sender: no header of the exchange becomes a header of the mail
 * unless it is one of the few a route may set, and none configures the connection.
 */
final class BoundedMailComponent extends MailComponent implements OwnBoundary {

    /** What an endpoint of a route may say; everything else is configured, or would weaken the connection. */
    private static final Set<String> ALLOWED =
            Set.of("to", "cc", "bcc", "from", "replyTo", "subject", "lazyStartProducer");

    private static final Set<String> HEADERS = Set.of("to", "cc", "bcc", "subject", "reply-to", "text");

    private final DestinationsSettings settings;
    private final Post post;
    private final Clock clock;

    BoundedMailComponent(DestinationsSettings settings, Post post, Clock clock) {
        this.settings = settings;
        this.post = post;
        this.clock = clock;
    }

    /** Camel takes {@code mail.smtp.*} headers for the connection: they could send it, with its password, elsewhere. */
    @Override
    public boolean passes(String header) {
        return HEADERS.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public Meaning meaning(Endpoint endpoint) {
        return Meaning.NOTED;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (String option : parameters.keySet()) {
            if (!ALLOWED.contains(option)) {
                throw new IllegalArgumentException("option " + option + " is not allowed on mail endpoints of routes; "
                        + "server, credentials and security are set by relay.destination.<name>.smtp.*");
            }
        }
        MailEndpoint endpoint = (MailEndpoint) super.createEndpoint(uri, remaining, parameters);
        endpoint.setBinding(new MessageComposer(settings, clock));
        endpoint.getConfiguration().setJavaMailSender(new AttemptSender(post, endpoint.getConfiguration()));
        return endpoint;
    }
}
