package org.activityrelay.relay.destination.http;

import java.time.Clock;
import java.util.List;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.ledger.WriteLog;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Gives a context Camel's HTTP component with this product's boundary around it. */
@Component
public class HttpCustomizer implements ContextCustomizer, DisposableBean {

    private final DestinationsSettings settings;
    private final Secrets secrets;
    private final TokenCache tokens;
    private final WriteLog writes;
    private final Clock clock;
    private final Deadlines deadlines = new Deadlines();

    @Autowired
    public HttpCustomizer(DestinationsSettings settings, Secrets secrets, WriteLog writes) {
        this(settings, secrets, writes, Clock.systemUTC());
    }

    /**
     * @param writes keeps what is sent until it is answered
     * @param clock for the times of tokens and signatures
     */
    public HttpCustomizer(DestinationsSettings settings, Secrets secrets, WriteLog writes, Clock clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.writes = writes;
        this.clock = clock;
        this.tokens = new TokenCache(new TokenClient(settings), clock);
    }

    @Override
    public void customize(CamelContext context, Kind kind) {
        HttpClientConfigurer chain = boundary(kind);
        for (String scheme : List.of("http", "https")) {
            context.addComponent(scheme, new BoundedHttpComponent(chain, new PassedHeaders(settings)));
        }
    }

    /** The same boundary for a client of another component of this package's siblings. */
    public HttpClientConfigurer boundary(Kind kind) {
        Credentials credentials = kind == Kind.LIVE ? new LiveCredentials(tokens, clock) : new RecordedCredentials();
        return new HttpChain(settings, secrets, credentials, deadlines, kind == Kind.RECORDING ? null : writes);
    }

    /** For a write whose sender keeps it himself until it is answered. */
    public static HttpClientContext kept() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(Writes.KEPT, true);
        return context;
    }

    /** For a request that only asks, whatever its method. */
    public static HttpClientContext asking() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(Writes.ASKS, true);
        return context;
    }

    @Override
    public void destroy() throws Exception {
        deadlines.close();
        tokens.close();
    }
}
