package org.activityrelay.relay.delivery.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.DueListener;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Settlement;

/** A ledger's delivering side in memory: leases end by its clock, and late outcomes are fenced by attempt number. */
class MemoryQueue implements DeliveryQueue {

    private final Clock clock;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<DueListener> listeners = new CopyOnWriteArrayList<>();
    private final List<List<Settlement>> transactions = new ArrayList<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private boolean down;
    private boolean answerLost;
    private int next;

    MemoryQueue(Clock clock) {
        this.clock = clock;
    }

    /** Stores a delivery that is due now. */
    String add(String destination) {
        String id = addUnheard(destination);
        due(Set.of(destination));
        return id;
    }

    /** The same without a word to this process, as another one does. */
    synchronized String addUnheard(String destination) {
        String id = "d" + ++next;
        rows.put(id, new Row(id, destination, "key-" + id, clock.instant()));
        return id;
    }

    List<String> add(String destination, int count) {
        List<String> ids = new ArrayList<>();
        synchronized (this) {
            for (int i = 0; i < count; i++) {
                String id = "d" + ++next;
                rows.put(id, new Row(id, destination, "key-" + id, clock.instant()));
                ids.add(id);
            }
        }
        due(Set.of(destination));
        return ids;
    }

    /** What a moved clock does not do by itself. */
    void due() {
        due(DueListener.ANY);
    }

    private void due(Set<String> destinations) {
        listeners.forEach(listener -> listener.due(destinations));
    }

    /** How often each destination was asked for since the last call. */
    synchronized Map<String, Integer> takeAsked() {
        Map<String, Integer> all = Map.copyOf(asked);
        asked.clear();
        return all;
    }

    /** The next claim is leased, and nobody hears of it. */
    synchronized void loseAnAnswer() {
        answerLost = true;
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    synchronized DeliveryState state(String id) {
        return rows.get(id).state;
    }

    synchronized long count(DeliveryState state) {
        return rows.values().stream().filter(row -> row.state == state).count();
    }

    synchronized int attempts(String id) {
        return rows.get(id).attempts;
    }

    synchronized Duration dueIn(String id) {
        return Duration.between(clock.instant(), rows.get(id).dueAt);
    }

    synchronized Instant leaseUntil(String id) {
        return rows.get(id).leaseUntil;
    }

    /** The accepted outcomes of a delivery, in order. */
    synchronized List<Settlement> outcomes(String id) {
        return List.copyOf(rows.get(id).outcomes);
    }

    /** Sizes of the transactions that wrote outcomes. */
    synchronized List<Integer> transactionSizes() {
        return transactions.stream().map(List::size).toList();
    }

    /** Another process takes a delivery over, as if the lease had ended. */
    synchronized int takeOver(String id, Duration lease) {
        Row row = rows.get(id);
        row.owner = "another process";
        row.leaseUntil = clock.instant().plus(lease);
        return ++row.attempts;
    }

    @Override
    public synchronized List<Claim> claim(String owner, Map<String, Integer> wanted, Duration lease) {
        check();
        wanted.keySet().forEach(destination -> asked.merge(destination, 1, Integer::sum));
        Map<String, Integer> left = new HashMap<>(wanted);
        Set<String> inFlight = new HashSet<>();
        rows.values().stream().filter(this::isLeased).forEach(row -> inFlight.add(row.recordKey));
        List<Claim> claims = new ArrayList<>();
        rows.values().stream()
                .filter(this::isDue)
                .sorted(Comparator.comparing((Row row) -> row.dueAt))
                .forEach(row -> {
                    if (left.getOrDefault(row.destination, 0) > 0 && inFlight.add(row.recordKey)) {
                        left.merge(row.destination, -1, Integer::sum);
                        claims.add(row.claim(owner, clock.instant().plus(lease)));
                    }
                });
        if (answerLost && !claims.isEmpty()) {
            answerLost = false;
            throw new LedgerUnavailableException("The answer is lost", Duration.ofSeconds(1), null);
        }
        return claims;
    }

    @Override
    public synchronized Set<String> renew(String owner, Collection<Claim> claims, Duration lease) {
        check();
        Set<String> lost = new HashSet<>();
        for (Claim claim : claims) {
            Row row = rows.get(claim.deliveryId());
            if (isLeased(row) && row.isHeldBy(owner, claim)) {
                row.leaseUntil = clock.instant().plus(lease);
            } else {
                lost.add(claim.deliveryId());
            }
        }
        return lost;
    }

    @Override
    public Set<String> settle(Collection<Settlement> settlements) {
        Set<String> overtaken = new HashSet<>();
        Set<String> again = new HashSet<>();
        synchronized (this) {
            check();
            transactions.add(List.copyOf(settlements));
            for (Settlement settlement : settlements) {
                Row row = rows.get(settlement.deliveryId());
                if (row.state == DeliveryState.IN_FLIGHT && row.attempts == settlement.attempt()) {
                    row.settle(settlement, clock.instant());
                    if (row.state == DeliveryState.PENDING) {
                        again.add(row.destination);
                    }
                } else {
                    overtaken.add(row.id);
                }
            }
        }
        if (!again.isEmpty()) {
            due(again);
        }
        return overtaken;
    }

    @Override
    public synchronized void release(String owner, Collection<Claim> claims) {
        check();
        for (Claim claim : claims) {
            Row row = rows.get(claim.deliveryId());
            if (row.isHeldBy(owner, claim)) {
                row.state = DeliveryState.PENDING;
                row.attempts--;
            }
        }
    }

    @Override
    public int releaseAllBut(String owner, Set<String> held) {
        Set<String> given = new HashSet<>();
        int count = 0;
        synchronized (this) {
            check();
            for (Row row : rows.values()) {
                if (row.state == DeliveryState.IN_FLIGHT && owner.equals(row.owner) && !held.contains(row.id)) {
                    row.state = DeliveryState.PENDING;
                    row.attempts--;
                    given.add(row.destination);
                    count++;
                }
            }
        }
        if (count > 0) {
            due(given);
        }
        return count;
    }

    @Override
    public synchronized Optional<Instant> nextDue(Collection<String> destinations) {
        check();
        return rows.values().stream()
                .filter(row -> destinations.contains(row.destination) && row.state == DeliveryState.PENDING)
                .map(row -> row.dueAt)
                .min(Comparator.naturalOrder());
    }

    @Override
    public void onDue(DueListener listener) {
        listeners.add(listener);
    }

    private void check() {
        if (down) {
            throw new LedgerUnavailableException("The ledger is down", Duration.ofSeconds(1), null);
        }
    }

    private boolean isDue(Row row) {
        return row.state == DeliveryState.PENDING && !row.dueAt.isAfter(clock.instant())
                || row.state == DeliveryState.IN_FLIGHT && !isLeased(row);
    }

    private boolean isLeased(Row row) {
        return row.state == DeliveryState.IN_FLIGHT && row.leaseUntil.isAfter(clock.instant());
    }

    private static final class Row {

        private final String id;
        private final String destination;
        private final String recordKey;
        private final List<Settlement> outcomes = new ArrayList<>();
        private DeliveryState state = DeliveryState.PENDING;
        private Instant dueAt;
        private Instant leaseUntil;
        private String owner;
        private int attempts;
        private JsonNode progress;

        private Row(String id, String destination, String recordKey, Instant dueAt) {
            this.id = id;
            this.destination = destination;
            this.recordKey = recordKey;
            this.dueAt = dueAt;
        }

        private Claim claim(String by, Instant until) {
            state = DeliveryState.IN_FLIGHT;
            owner = by;
            leaseUntil = until;
            attempts++;
            Activity activity = Activity.of(JsonNodeFactory.instance
                    .objectNode()
                    .put("interactionId", id)
                    .put("type", "voice"));
            return new Claim(
                    id,
                    "a-" + id,
                    destination,
                    "",
                    new TreeMap<>(),
                    activity,
                    1,
                    attempts,
                    attempts,
                    recordKey,
                    recordKey + "/1",
                    progress,
                    dueAt,
                    until);
        }

        private boolean isHeldBy(String process, Claim claim) {
            return state == DeliveryState.IN_FLIGHT && process.equals(owner) && attempts == claim.attempt();
        }

        private void settle(Settlement settlement, Instant now) {
            outcomes.add(settlement);
            state = settlement.next();
            progress = settlement.progress();
            if (settlement.retryIn() != null) {
                dueAt = now.plus(settlement.retryIn());
            }
        }
    }
}
