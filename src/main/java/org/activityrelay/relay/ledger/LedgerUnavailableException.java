package org.activityrelay.relay.ledger;

import java.time.Duration;

/** The ledger cannot store now; the sender keeps the record and tries again. */
public class LedgerUnavailableException extends RuntimeException {

    private final Duration retryAfter;

    public LedgerUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** When it makes sense to try again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
