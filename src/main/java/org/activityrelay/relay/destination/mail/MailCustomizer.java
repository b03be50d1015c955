package org.activityrelay.relay.destination.mail;

import java.time.Clock;
import java.util.List;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Gives a context the components {@code smtp} and {@code smtps}. */
@Component
public class MailCustomizer implements ContextCustomizer {

    private final DestinationsSettings settings;
    private final Secrets secrets;
    private final ObjectProvider<SslBundles> bundles;
    private final WriteLog writes;

    public MailCustomizer(
            DestinationsSettings settings, Secrets secrets, ObjectProvider<SslBundles> bundles, WriteLog writes) {
        this.settings = settings;
        this.secrets = secrets;
        this.bundles = bundles;
        this.writes = writes;
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        Post post = kind == Kind.LIVE
                ? new SmtpPost(new MailServers(settings, bundles.getIfAvailable()), secrets, writes)
                : new RecordedPost();
        for (String scheme : List.of("smtp", "smtps")) {
            context.addComponent(scheme, new BoundedMailComponent(settings, post, Clock.systemUTC()));
        }
    }
}
