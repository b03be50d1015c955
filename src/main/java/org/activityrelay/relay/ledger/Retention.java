package org.activityrelay.relay.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Keeps the ledger no longer than configured, a little at a time. Ages count from reception, by the database's clock. An
 * interaction goes with all its revisions or not at all; what comes later for one that is gone is a new record.
 * Everything throws {@link LedgerUnavailableException}.
 */
public interface Retention {

    /** The database's clock. */
    Instant now();

    /**
     * Takes work that one process at a time does for all.
     *
     * @param chore what work
     * @param lease for how long; the same process may take it again before
     * @param every it is never due later than that from now: the clock may have been set back
     * @return false when it is not due, or another process is at it
     */
    boolean take(String chore, String owner, Duration lease, Duration every);

    /** The work is done; it is due again after a while. */
    void done(String chore, String owner, Duration dueIn);

    /**
     * One step through the records, oldest first.
     *
     * @param next pass as {@code after} for the next step; null when there are no older ones
     * @param purged how many interactions went
     */
    record Step(String next, int purged) {}

    /**
     * Purges the interactions of some records, as far as they may go.
     *
     * @param after null to begin with the oldest
     * @param settled interactions whose revisions are all older go if nothing of them is pending, parked or unrouted
     * @param open interactions whose revisions are all older go if nothing of them is pending
     * @param most so many records, at most 128
     */
    Step purge(String after, Instant settled, Instant open, int most);

    /** Purges some refused bodies that are older; answers how many. */
    int purgeRejections(Instant before, int most);

    /** Purges some lines of the audit trail that are older; answers how many. */
    int purgeAudit(Instant before, int most);

    /** Purges some tombstones that are older; answers how many. */
    int purgeTombstones(Instant before, int most);

    /** How many records are older, by why they are kept: {@code parked}, {@code unrouted}, {@code rejected}. */
    Map<String, Long> openBefore(Instant before);
}
