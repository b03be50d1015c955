package org.activityrelay.relay.delivery.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.DestinationStates.Backlog;
import org.activityrelay.relay.ledger.DestinationStates.Pause;

/** What waits for each destination and which of them are paused, over all processes, as the ledger said a moment ago. */
final class Backlogs {

    private final DestinationStates states;
    private final Destinations destinations;
    private final Time time;
    private final MultiGauge waiting;
    private final MultiGauge age;
    private final MultiGauge parked;
    private final MultiGauge paused;
    private final MultiGauge absent;
    private volatile Map<String, Integer> missing = Map.of();

    Backlogs(DestinationStates states, Destinations destinations, Time time, MeterRegistry registry) {
        this.states = states;
        this.destinations = destinations;
        this.time = time;
        waiting = MultiGauge.builder("relay.deliveries.waiting").register(registry);
        age = MultiGauge.builder("relay.deliveries.waiting.age")
                .baseUnit("seconds")
                .register(registry);
        parked = MultiGauge.builder("relay.deliveries.parked.now").register(registry);
        paused = MultiGauge.builder("relay.destinations.paused").register(registry);
        absent = MultiGauge.builder("relay.destinations.missing").register(registry);
    }

    /** How many deliveries wait for destinations that the running configuration has no longer. */
    Map<String, Integer> missing() {
        return missing;
    }

    /** Asks the ledger. */
    void sample() {
        Set<String> configured = destinations.current().keySet();
        Set<String> names = new TreeSet<>(configured);
        names.addAll(states.awaited());
        Map<String, Backlog> backlogs = new TreeMap<>();
        names.forEach(name -> backlogs.put(name, states.backlog(name)));
        Set<String> pauses = states.pauses().stream().map(Pause::destination).collect(Collectors.toSet());
        show(waiting, names, name -> backlogs.get(name).waiting());
        show(age, names, name -> age(backlogs.get(name)));
        show(parked, names, name -> backlogs.get(name).parked());
        show(paused, names, name -> pauses.contains(name) ? 1 : 0);
        show(absent, names, name -> configured.contains(name) ? 0 : 1);
        missing = backlogs.entrySet().stream()
                .filter(entry -> !configured.contains(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().waiting()));
    }

    private double age(Backlog backlog) {
        return backlog.oldest() == null
                ? 0
                : Math.max(0, Duration.between(backlog.oldest(), time.now()).toMillis() / 1e3);
    }

    private static void show(MultiGauge gauge, Set<String> names, ToDoubleFunction<String> value) {
        gauge.register(
                names.stream()
                        .map(name -> MultiGauge.Row.of(Tags.of("destination", name), value.applyAsDouble(name)))
                        .collect(Collectors.toList()),
                true);
    }

    /** What a stopped run said is not said any more. */
    void close() {
        for (MultiGauge gauge : Set.of(waiting, age, parked, paused, absent)) {
            gauge.register(Set.of(), true);
        }
    }
}
