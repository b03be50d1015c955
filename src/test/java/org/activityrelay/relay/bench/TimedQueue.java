package org.activityrelay.relay.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DueListener;
import org.activityrelay.relay.ledger.Settlement;

/** A queue whose claims are timed, those that find nothing left aside. */
final class TimedQueue implements DeliveryQueue {

    private final DeliveryQueue queue;
    private long[] taken = new long[1024];
    private int count;

    TimedQueue(DeliveryQueue queue) {
        this.queue = queue;
    }

    /** The times of claims since the last call, in nanoseconds. */
    synchronized long[] take() {
        long[] all = Arrays.copyOf(taken, count);
        count = 0;
        return all;
    }

    private synchronized void note(long nanos) {
        if (count == taken.length) {
            taken = Arrays.copyOf(taken, count * 2);
        }
        taken[count++] = nanos;
    }

    @Override
    public List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
        long from = System.nanoTime();
        List<Claim> claims = queue.claim(owner, wanted, lease);
        if (!claims.isEmpty()) {
            note(System.nanoTime() - from);
        }
        return claims;
    }

    @Override
    public Set<String> renew(String owner, Collection<Claim> claims, Duration lease) {
        return queue.renew(owner, claims, lease);
    }

    @Override
    public Set<String> settle(Collection<Settlement> settlements) {
        return queue.settle(settlements);
    }

    @Override
    public void release(String owner, Collection<Claim> claims) {
        queue.release(owner, claims);
    }

    @Override
    public int releaseAllBut(String owner, Set<String> held) {
        return queue.releaseAllBut(owner, held);
    }

    @Override
    public Optional<Instant> nextDue(Collection<String> destinations) {
        return queue.nextDue(destinations);
    }

    @Override
    public void onDue(DueListener listener) {
        queue.onDue(listener);
    }
}
