package org.activityrelay.relay.delivery.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything this process holds, from claim to written outcome, and its renewal. */
final class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final int BATCH = 256;

    private final DeliveryQueue queue;
    private final String owner;
    private final Duration lease;
    private final Time time;
    private final Outage outage;
    private final Set<LeasedDelivery> held = ConcurrentHashMap.newKeySet();

    Leases(DeliveryQueue queue, String owner, Duration lease, Time time, Duration shortestPause) {
        this.queue = queue;
        this.owner = owner;
        this.lease = lease;
        this.time = time;
        outage = new Outage("Renewing leases", shortestPause);
    }

    void add(Collection<LeasedDelivery> claimed) {
        held.addAll(claimed);
    }

    void remove(LeasedDelivery done) {
        held.remove(done);
    }

    Stream<LeasedDelivery> running() {
        return held.stream().filter(LeasedDelivery::isRunning);
    }

    /** Ids of the deliveries. */
    Set<String> ids() {
        return held.stream().map(delivery -> delivery.claim().deliveryId()).collect(Collectors.toSet());
    }

    int size() {
        return held.size();
    }

    /** Renews what has used up a quarter of its lease. Never throws: a lease that cannot be renewed ends by itself. */
    void renew() {
        long due = time.nanos() + lease.toNanos() * 3 / 4;
        List<LeasedDelivery> old = held.stream()
                .filter(delivery -> !delivery.isLost() && delivery.leaseEnd() - due <= 0)
                .toList();
        for (int from = 0; from < old.size(); from += BATCH) {
            if (!renew(old.subList(from, Math.min(old.size(), from + BATCH)))) {
                return;
            }
        }
    }

    private boolean renew(List<LeasedDelivery> batch) {
        // An attempt is known by its delivery as long as this process holds it only once; a lost one is out already.
        Map<String, LeasedDelivery> byId = batch.stream()
                .collect(Collectors.toMap(delivery -> delivery.claim().deliveryId(), Function.identity(), (a, b) -> b));
        long until = time.nanos() + lease.toNanos();
        try {
            List<Claim> claims =
                    byId.values().stream().map(LeasedDelivery::claim).toList();
            Set<String> lost = queue.renew(owner, claims, lease);
            outage.over();
            byId.forEach((id, delivery) -> settle(delivery, lost.contains(id), until));
            return true;
        } catch (RuntimeException failure) {
            outage.failed(failure);
            return false;
        }
    }

    private void settle(LeasedDelivery delivery, boolean lost, long until) {
        if (!lost) {
            delivery.renewed(until);
        } else if (held.contains(delivery)) {
            // What was written meanwhile is no longer held, and its lease is rightly gone.
            delivery.lost();
            LOG.warn(
                    "The lease of delivery {} to {} is lost; its outcome here will not count",
                    delivery.claim().deliveryId(),
                    delivery.claim().destination());
        }
    }
}
