package org.activityrelay.relay.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stage 2, the delivering side: due deliveries are claimed in batches under a lease, and settled. */
public interface DeliveryQueue {

    /**
     * Leases due deliveries, oldest first, of the newest undelivered revision of each record key only, never two of one
     * record key at a time.
     *
     * @param owner name of this process
     * @param wanted how many at most, by destination; other destinations are left alone
     * @param lease how long
     */
    List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease);

    /** Extends leases that are still held; answers the ids of deliveries whose lease was lost. */
    Set<String> renew(String owner, Collection<Claim> claims, Duration lease);

    /** Records outcomes in one transaction; answers the ids of deliveries whose attempt had been overtaken. */
    Set<String> settle(Collection<Settlement> settlements);

    /** Gives leases back without using up the attempt: the work was not begun. */
    void release(String owner, Collection<Claim> claims);

    /**
     * Gives back what this process leases and does not know of: the ledger took a claim, and its answer was lost.
     *
     * @param held ids of the deliveries that it does know of
     * @return how many were given back
     */
    int releaseAllBut(String owner, Set<String> held);

    /** When the next pending delivery of these destinations is due, if there is one. */
    Optional<Instant> nextDue(Collection<String> destinations);

    /** Calls back whenever deliveries may have become due by an accept, a settlement or a repair. */
    void onDue(DueListener listener);
}
