package org.activityrelay.relay.destination.http;

import java.util.Set;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.hc.core5.http.HttpRequest;

/** Tells requests that write from those that only ask. */
final class Writes {

    private static final Set<String> ASKING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private Writes() {}

    /** Asking methods write nothing, unless one is the configured method of the destination. */
    static boolean isWrite(HttpRequest request, DestinationsSettings settings) {
        AttemptEvidence evidence = AttemptEvidence.current();
        return !ASKING.contains(request.getMethod())
                || evidence != null
                        && request.getMethod()
                                .equalsIgnoreCase(settings.of(evidence.claim().destination())
                                        .method());
    }
}
