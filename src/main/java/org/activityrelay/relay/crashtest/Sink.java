package org.activityrelay.relay.crashtest;

import java.util.Locale;

/** Where deliveries end. */
enum Sink {
    /** Rows by record key, written by the service's own database destination. */
    DATABASE,
    /** A receiver that keeps the last value by record key. */
    KEYED,
    /** A receiver that takes each request for a new one. */
    UNKEYED;

    String destination() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Sink of(String destination) {
        return valueOf(destination.toUpperCase(Locale.ROOT));
    }
}
