package org.activityrelay.relay.ledger;

import java.util.Locale;

/** States of one delivery. */
public enum DeliveryState {
    PENDING,
    IN_FLIGHT,
    DELIVERED,
    PARKED,
    SUPERSEDED,
    CANCELLED;

    /** The word used in SQL, JSON and metric tags. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will happen by itself. */
    public boolean isFinal() {
        return this != PENDING && this != IN_FLIGHT;
    }
}
