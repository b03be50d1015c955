package org.activityrelay.relay.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DueListener;
import org.activityrelay.relay.ledger.Settlement;

/** Passes deliveries on and remembers nothing: what the engine itself costs. */
final class PassingQueue implements DeliveryQueue {

    private final Map<String, Queue<Claim>> due = new HashMap<>();
    private final List<DueListener> listeners = new CopyOnWriteArrayList<>();
    private int next;

    void add(Activity activity, String destination) {
        synchronized (this) {
            String id = "d" + ++next;
            due.computeIfAbsent(destination, name -> new ArrayDeque<>())
                    .add(new Claim(
                            id,
                            id,
                            destination,
                            "",
                            new TreeMap<>(),
                            activity,
                            1,
                            1,
                            1,
                            id,
                            id,
                            null,
                            Instant.EPOCH,
                            Instant.MAX));
        }
        listeners.forEach(listener -> listener.due(DueListener.ANY));
    }

    @Override
    public synchronized List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
        List<Claim> claims = new ArrayList<>();
        wanted.forEach((destination, count) -> {
            Queue<Claim> waiting = due.getOrDefault(destination, new ArrayDeque<>());
            for (int i = 0; i < count && !waiting.isEmpty(); i++) {
                claims.add(waiting.poll());
            }
        });
        return claims;
    }

    @Override
    public Set<String> renew(String owner, Collection<Claim> claims, Duration lease) {
        return Set.of();
    }

    @Override
    public Set<String> settle(Collection<Settlement> settlements) {
        return Set.of();
    }

    @Override
    public synchronized void release(String owner, Collection<Claim> claims) {
        claims.forEach(claim -> due.get(claim.destination()).add(claim));
    }

    @Override
    public int releaseAllBut(String owner, Set<String> held) {
        return 0;
    }

    @Override
    public Optional<Instant> nextDue(Collection<String> destinations) {
        return Optional.empty();
    }

    @Override
    public void onDue(DueListener listener) {
        listeners.add(listener);
    }
}
