package org.activityrelay.relay.routing;

import java.util.Locale;

/** Why a stored record has no plan. */
public enum UnroutedReason {
    NO_RULE_MATCHED,
    ROUTING_FAILED,
    SUSPICIOUS_ID,
    UNTRUSTED_REVISION;

    /** The word used in SQL, JSON and metric tags. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
