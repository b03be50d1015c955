package org.activityrelay.relay.ledger;

/** This very record cannot be stored, and could not again: do not send it again as it is. Its neighbours are stored. */
public class RecordRefusedException extends RuntimeException {

    public RecordRefusedException(String message) {
        super(message);
    }
}
