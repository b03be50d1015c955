package org.activityrelay.relay.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A queue of deliveries, broken on purpose: shows that a check of the order can fail. */
final class BrokenQueue implements DeliveryQueue {

    enum Fault {
        /** Whoever comes gets what another one still works on. */
        FORGETS_LEASES,
        /** After a newer revision comes the first one once more. */
        REPEATS_THE_PAST,
        /** The last of what it leased never reaches anybody. */
        LOSES_ONE
    }

    private final LedgerFixture ledger;
    private final Fault fault;
    private final Map<String, List<Claim>> past = new HashMap<>();
    private final Set<String> delivered = new HashSet<>();

    BrokenQueue(LedgerFixture ledger, Fault fault) {
        this.ledger = ledger;
        this.fault = fault;
    }

    @Override
    public List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
        return switch (fault) {
            case FORGETS_LEASES -> {
                forget();
                yield ledger.queue.claim(owner, wanted, lease);
            }
            case REPEATS_THE_PAST -> repeat(ledger.queue.claim(owner, wanted, lease));
            case LOSES_ONE -> {
                List<Claim> claims = ledger.queue.claim(owner, wanted, lease);
                yield claims.isEmpty() ? claims : claims.subList(0, claims.size() - 1);
            }
        };
    }

    private void forget() {
        try {
            ledger.execute("update delivery set lease_until = 1 where state = 'in_flight'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Claim> repeat(List<Claim> claims) {
        List<Claim> all = new ArrayList<>();
        for (Claim claim : claims) {
            List<Claim> before = past.computeIfAbsent(claim.recordKey(), key -> new ArrayList<>());
            boolean arrived = before.stream()
                    .anyMatch(other ->
                            other.revision() > before.get(0).revision() && delivered.contains(other.deliveryId()));
            all.add(arrived ? before.get(0) : claim);
            before.add(claim);
        }
        return all;
    }

    @Override
    public Set<String> renew(String owner, Collection<Claim> claims, Duration lease) {
        return ledger.queue.renew(owner, claims, lease);
    }

    @Override
    public Set<String> settle(Collection<Settlement> settlements) {
        return fault == Fault.REPEATS_THE_PAST ? settleQuietly(settlements) : ledger.queue.settle(settlements);
    }

    /** What it repeats is fenced, and it hides that. */
    private Set<String> settleQuietly(Collection<Settlement> settlements) {
        ledger.queue.settle(settlements);
        settlements.stream()
                .filter(settlement -> settlement.next() == DeliveryState.DELIVERED)
                .forEach(settlement -> delivered.add(settlement.deliveryId()));
        return Set.of();
    }

    @Override
    public void release(String owner, Collection<Claim> claims) {
        ledger.queue.release(owner, claims);
    }

    @Override
    public int releaseAllBut(String owner, Set<String> held) {
        return ledger.queue.releaseAllBut(owner, held);
    }

    @Override
    public Optional<Instant> nextDue(Collection<String> destinations) {
        return ledger.queue.nextDue(destinations);
    }

    @Override
    public void onDue(DueListener listener) {
        ledger.queue.onDue(listener);
    }
}
