package org.activityrelay.relay.ledger;

/** The database refuses this very record, and would again: do not send it again as it is. Its neighbours are stored. */
public class RecordRefusedException extends RuntimeException {

    public RecordRefusedException(String message) {
        super(message);
    }
}
