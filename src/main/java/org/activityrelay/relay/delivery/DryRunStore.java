package org.activityrelay.relay.delivery;

import java.io.IOException;
import java.util.List;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;

/** Keeps what dry-run deliveries would have sent, where people can look at it. */
public interface DryRunStore {

    /**
     * Keeps the requests of one delivery in place of those that an earlier revision or attempt of the same record kept.
     *
     * @throws IOException when they could not be kept; the delivery is then not done
     */
    void keep(Claim claim, List<RecordedRequest> requests) throws IOException;

    /**
     * What was kept of a delivery; nothing if a later revision has taken its place.
     *
     * @throws IOException when it cannot be read
     */
    List<DryRuns.Request> requests(DryRuns.Delivery delivery) throws IOException;
}
