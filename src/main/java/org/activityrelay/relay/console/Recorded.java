package org.activityrelay.relay.console;

import org.activityrelay.relay.ledger.DryRuns;

/**
 * A request that a dry run did not send.
 *
 * @param lookup whether it only asks
 * @param text a mail as it is, anything else as JSON
 */
record Recorded(boolean lookup, String text) {

    static Recorded of(DryRuns.Request request) {
        String mail = request.description().path("message").asText(null);
        return new Recorded(
                request.lookup(), mail == null ? request.description().toPrettyString() : mail);
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "Recorded";
    }
}
