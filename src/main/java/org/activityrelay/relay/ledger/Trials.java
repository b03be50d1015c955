package org.activityrelay.relay.ledger;

import java.time.Duration;
import java.util.Optional;

/** Takes one delivery out of the hands of everybody else, for somebody who wants to see it go for real. */
public interface Trials {

    /**
     * Leases a delivery that has not gone for real: one that was recorded, waits, or is parked, of the newest revision. It is
     * settled like any other; whatever becomes of the process, it ends as it would have without this.
     *
     * @param owner name of the one who takes it
     * @return empty if it is no such delivery, or the record is being delivered there now
     * @throws LedgerUnavailableException when the ledger cannot be asked
     */
    Optional<Claim> take(String deliveryId, String owner, Duration lease);
}
