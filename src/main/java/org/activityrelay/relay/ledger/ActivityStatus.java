package org.activityrelay.relay.ledger;

import java.util.Locale;

/** What became of a stored record. */
public enum ActivityStatus {
    /** It has a plan; its deliveries say how far they are. */
    ROUTED,
    /** No rule matched, or routing failed; it waits for a re-route. */
    UNROUTED,
    /** It was waiting for a re-route when a newer revision took its place. */
    SUPERSEDED,
    /** Only in answers: its interaction was erased, and nothing was stored. */
    ERASED;

    /** The word used in SQL and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
