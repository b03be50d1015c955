package org.activityrelay.relay.destination.http;

import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.HttpRequest;

/** Tells requests that write from those that only ask. */
final class Writes {

    private static final Set<String> ASKING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Attribute of a request's context that says that it only asks. */
    static final String ASKS = "activity.asks";

    /** Attribute of a request's context that says that it is kept already until it is answered. */
    static final String KEPT = "activity.kept";

    /** Attribute of a request's context: what is to be run before it leaves. */
    static final String LEAVES = "activity.leaves";

    private Writes() {}

    /**
     * Asking methods write nothing, unless one is the configured method of the destination; nor does what says so of
     * itself.
     */
    static boolean isWrite(HttpRequest request, ExecChain.Scope scope, DestinationsSettings settings) {
        if (Boolean.TRUE.equals(scope.clientContext.getAttribute(ASKS))) {
            return false;
        }
        AttemptEvidence evidence = AttemptEvidence.current();
        return !ASKING.contains(request.getMethod())
                || evidence != null
                        && request.getMethod()
                                .equalsIgnoreCase(settings.of(evidence.claim().destination())
                                        .method());
    }
}
