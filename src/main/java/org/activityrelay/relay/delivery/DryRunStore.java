package org.activityrelay.relay.delivery;

import java.util.List;
import org.activityrelay.relay.ledger.Claim;

/** Keeps what a destination in dry-run would have sent, so that people can look at it. */
public interface DryRunStore {

    /** Keeps the requests of one delivery in place of those of an earlier attempt or revision. */
    void keep(Claim claim, List<RecordedRequest> requests);
}
