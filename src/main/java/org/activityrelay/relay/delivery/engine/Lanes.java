package org.activityrelay.relay.delivery.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Destinations;

/** The lanes of the running configuration, and of destinations it no longer has: they may come back, or still be at work. */
final class Lanes {

    private final Destinations destinations;
    private final Function<String, Lane> open;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private Map<String, DestinationRoute> known = Map.of();

    Lanes(Destinations destinations, Function<String, Lane> open) {
        this.destinations = destinations;
        this.open = open;
    }

    /** Follows the configuration; for the claiming thread only. Whether it changed. */
    boolean refresh() {
        Map<String, DestinationRoute> current = destinations.current();
        boolean changed = current != known;
        if (changed) {
            known = current;
            current.forEach((name, route) -> lanes.computeIfAbsent(name, open).route(route));
            lanes.forEach((name, lane) -> lane.route(current.get(name)));
        }
        return changed;
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    Lane get(String destination) {
        return lanes.get(destination);
    }

    /** How many to claim, by destination, of those that want any. */
    Map<String, Integer> wanted() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        lanes.forEach((name, lane) -> {
            int count = lane.ask();
            if (count > 0) {
                wanted.put(name, count);
            }
        });
        return wanted;
    }

    /** Something may have become due for these; whether the claiming thread should look. */
    boolean due(Set<String> names) {
        boolean look = false;
        for (String name : names) {
            Lane lane = lanes.get(name);
            look |= lane == null || lane.due();
        }
        return look;
    }

    /** Those that could take more, had nothing due, and do not know when there will be something. */
    List<Lane> wondering() {
        return lanes.values().stream().filter(Lane::wonders).toList();
    }

    /** Nanoseconds until something is due for one that had nothing, as far as is known; {@link Long#MAX_VALUE} for none. */
    long untilDue() {
        return least(Lane::untilDue);
    }

    long untilChange() {
        return least(Lane::untilChange);
    }

    private long least(ToLongFunction<Lane> of) {
        return lanes.values().stream().mapToLong(of).min().orElse(Long.MAX_VALUE);
    }

    List<LeasedDelivery> takeReturned() {
        return lanes.values().stream()
                .flatMap(lane -> lane.takeReturned().stream())
                .toList();
    }

    void stop() {
        lanes.values().forEach(Lane::stop);
    }

    void close() {
        lanes.values().forEach(Lane::close);
    }
}
