package org.activityrelay.relay.ledger;

/** The ledger cannot be used as it is configured; the message names the setting and the remedy. */
public class LedgerStartException extends RuntimeException {

    public LedgerStartException(String message) {
        super(message);
    }

    public LedgerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
