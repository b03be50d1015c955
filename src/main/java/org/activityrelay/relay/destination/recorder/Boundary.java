package org.activityrelay.relay.destination.recorder;

import java.util.Set;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.destination.OwnBoundary;
import org.activityrelay.relay.destination.Secrets;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.util.StringHelper;

/** Wraps every endpoint that is not known to stay inside the process. */
final class Boundary implements EndpointStrategy {

    /** Components that compute or call another route, and reach nothing. Whatever is not listed is taken to reach out. */
    private static final Set<String> INSIDE =
            Set.of("activity", "direct", "freemarker", "language", "log", "dataformat", "json-validator", "validator");

    private final Kind kind;
    private final Secrets secrets;

    Boundary(Kind kind, Secrets secrets) {
        this.kind = kind;
        this.secrets = secrets;
    }

    static boolean isInside(String scheme) {
        return INSIDE.contains(scheme);
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        boolean wrapped = endpoint instanceof InterceptSendToEndpoint;
        if (wrapped || isInside(StringHelper.before(endpoint.getEndpointUri(), ":", endpoint.getEndpointUri()))) {
            return endpoint;
        }
        boolean own = endpoint.getComponent() instanceof OwnBoundary;
        return kind == Kind.LIVE || own ? new GuardedEndpoint(endpoint) : new RecordingEndpoint(endpoint, secrets);
    }
}
