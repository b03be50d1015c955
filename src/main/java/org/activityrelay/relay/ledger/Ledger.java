package org.activityrelay.relay.ledger;

import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.routing.Plan;

/** Stage 2, the accepting side: stores records with their plans. */
public interface Ledger {

    /**
     * Stores a record, its plan and its deliveries in one synced transaction, shared with whatever else is waiting.
     * Records of one interaction are stored in the order of the calls.
     *
     * @return completes after the commit; fails with {@link LedgerUnavailableException} when it cannot be stored now
     */
    CompletableFuture<Accepted> accept(Submission submission);

    /**
     * Gives an already stored record another plan: adds deliveries that it lacks, repeats nothing.
     *
     * @param who asks for it, for the audit trail
     * @return how many deliveries were added
     */
    int reroute(String activityId, Plan plan, String who);
}
