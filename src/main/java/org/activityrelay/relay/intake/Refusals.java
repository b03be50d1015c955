package org.activityrelay.relay.intake;

/** Keeps what a door itself knows to be no record, so that it can be looked at and corrected like any other refused body. */
public interface Refusals {

    /**
     * @param body as much of it as there is a use for
     * @param why a sentence for the sender
     * @throws org.activityrelay.relay.ledger.LedgerUnavailableException when it cannot be kept now
     */
    Receipt.Refused refuse(Body body, String why);
}
