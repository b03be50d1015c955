package org.activityrelay.relay.crashtest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.activityrelay.relay.crashtest.Evidence.Delivered;
import org.activityrelay.relay.crashtest.Evidence.Stored;

/** Compares what senders were told with what is stored and what arrived. */
final class Verification {

    private final Workload workload;
    private final List<Stored> stored;
    private final List<Delivered> deliveries;
    private final List<Arrival> arrivals;
    private final List<Arrival> rows;
    private final List<String> violations = new ArrayList<>();
    private int extras;

    /** @param arrivals at the receivers, in order */
    Verification(Workload workload, Evidence evidence, List<Arrival> arrivals) throws SQLException {
        this.workload = workload;
        this.arrivals = arrivals;
        stored = evidence.stored(workload.prefix());
        deliveries = evidence.deliveries(workload.prefix());
        rows = evidence.rows(workload.prefix());
        violations.addAll(workload.refusals());
        everythingAcknowledgedIsStored();
        theNewestReachedEveryPlannedDestination();
        nothingIsSetAside();
        nothingUnknownArrived();
        deliveredMeansArrived();
        keyedReceiversHoldEachEffectOnceAndInOrder();
        unkeyedReceiversGotCopiesOfAmbiguousAttemptsOnly();
    }

    /** Sentences; empty when all promises were kept. */
    List<String> violations() {
        return violations;
    }

    /** Copies at unkeyed receivers. */
    int extras() {
        return extras;
    }

    int deliveries() {
        return (int) deliveries.stream()
                .filter(each -> each.state().equals("delivered"))
                .count();
    }

    int retries() {
        return deliveries.stream()
                .mapToInt(each -> Math.max(0, each.attempts() - 1))
                .sum();
    }

    int ambiguous() {
        return deliveries.stream().mapToInt(Delivered::ambiguous).sum();
    }

    private void everythingAcknowledgedIsStored() {
        Set<String> known = stored.stream()
                .map(each -> name(each.interaction(), each.version()))
                .collect(Collectors.toSet());
        for (Interaction interaction : workload.interactions()) {
            for (int number = 1; number <= interaction.newest(); number++) {
                String name = name(interaction.id(), number);
                if (!interaction.isAcknowledged(number)) {
                    violations.add(name + " was never acknowledged");
                } else if (!known.contains(name)) {
                    violations.add(name + " was acknowledged and is not stored");
                }
            }
        }
        if (known.size() < stored.size()) {
            violations.add((stored.size() - known.size()) + " copies were stored as revisions");
        }
    }

    private static String name(String interaction, int version) {
        return interaction + " version " + version;
    }

    private void theNewestReachedEveryPlannedDestination() {
        Map<Sink, Map<String, Integer>> held = new HashMap<>();
        for (List<Arrival> some : List.of(arrivals, rows)) {
            some.forEach(each -> held.computeIfAbsent(each.sink(), key -> new HashMap<>())
                    .merge(each.interaction(), each.version(), Math::max));
        }
        for (Interaction interaction : workload.interactions()) {
            for (Sink sink : interaction.kind().planned()) {
                int version = held.getOrDefault(sink, Map.of()).getOrDefault(interaction.id(), 0);
                if (interaction.isAcknowledged(interaction.newest()) && version < interaction.newest()) {
                    violations.add(name(interaction.id(), interaction.newest()) + " did not reach " + sink.destination()
                            + (version == 0 ? "" : ", which holds version " + version));
                }
            }
        }
    }

    private void nothingIsSetAside() {
        stored.stream()
                .filter(each -> !each.status().equals("routed"))
                .forEach(each -> violations.add(name(each.interaction(), each.version()) + " is " + each.status()));
        deliveries.stream()
                .filter(each -> !Set.of("delivered", "superseded").contains(each.state()))
                .forEach(each -> violations.add("the delivery of " + each.interaction() + " revision " + each.revision()
                        + " to " + each.sink().destination() + " is " + each.state() + " (" + each.reason() + ") after "
                        + each.attempts() + " attempts"));
    }

    private void nothingUnknownArrived() {
        for (List<Arrival> some : List.of(arrivals, rows)) {
            for (Arrival arrival : some) {
                Interaction interaction = workload.find(arrival.interaction());
                boolean expected = interaction != null
                        && interaction.kind().planned().contains(arrival.sink())
                        && arrival.version() >= 1
                        && arrival.version() <= interaction.newest()
                        && (arrival.recordKey() + "-" + arrival.revision()).equals(arrival.deliveryKey());
                if (!expected) {
                    violations.add("nobody sent what arrived: " + arrival);
                }
            }
        }
    }

    private void deliveredMeansArrived() {
        Set<String> arrived = arrivals.stream().map(Arrival::deliveryKey).collect(Collectors.toSet());
        deliveries.stream()
                .filter(each -> each.state().equals("delivered") && each.sink() != Sink.DATABASE)
                .filter(each -> !arrived.contains(each.deliveryKey()))
                .forEach(each -> violations.add(each.interaction() + " revision " + each.revision()
                        + " counts as delivered to " + each.sink().destination() + ", where it never arrived"));
    }

    private void keyedReceiversHoldEachEffectOnceAndInOrder() {
        Map<String, Arrival> last = new HashMap<>();
        Map<String, String> keys = new HashMap<>();
        for (Arrival arrival : arrivals) {
            if (arrival.sink() == Sink.KEYED) {
                Arrival before = last.put(arrival.recordKey(), arrival);
                if (before != null && before.revision() > arrival.revision()) {
                    violations.add("an older revision came after a newer one: " + before + ", then " + arrival);
                }
                if (before != null && before.revision() == arrival.revision() && !before.equals(arrival)) {
                    violations.add("one delivery key had two contents: " + before + ", then " + arrival);
                }
                oneKey(keys, arrival);
            }
        }
        rows.forEach(row -> oneKey(keys, row));
    }

    private void oneKey(Map<String, String> keys, Arrival arrival) {
        String before = keys.put(arrival.sink() + arrival.interaction(), arrival.recordKey());
        if (before != null && !before.equals(arrival.recordKey())) {
            violations.add(arrival.interaction() + " has two record keys at "
                    + arrival.sink().destination());
        }
    }

    private void unkeyedReceiversGotCopiesOfAmbiguousAttemptsOnly() {
        Map<String, Integer> allowed = new HashMap<>();
        deliveries.stream()
                .filter(each -> each.sink() == Sink.UNKEYED)
                .forEach(each -> allowed.put(each.deliveryKey(), each.ambiguous()));
        Map<String, Integer> copies = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Arrival arrival : arrivals) {
            if (arrival.sink() == Sink.UNKEYED && !seen.add(arrival.deliveryKey())) {
                copies.merge(arrival.deliveryKey(), 1, Integer::sum);
            }
        }
        copies.forEach((key, count) -> {
            extras += count;
            int most = allowed.getOrDefault(key, 0);
            if (count > most) {
                violations.add(key + " arrived " + count + " times more than once at unkeyed, after " + most
                        + " ambiguous attempts");
            }
        });
    }
}
