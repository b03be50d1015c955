package org.activityrelay.relay.destination.crm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What lookups found, for a bounded time and number. Neither failures nor empty answers stay: a contact that an agent
 * makes after the call is found by the next revision. Thread-safe.
 */
final class LookupCache {

    private static final int MOST = 10_000;

    private final Clock clock;

    private final Map<Key, Found> found = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Found> eldest) {
            return size() > MOST;
        }
    };

    LookupCache(Clock clock) {
        this.clock = clock;
    }

    /** A person looked for at one destination. */
    record Key(String destination, Contact contact) {}

    private record Found(List<Linked> persons, Instant at) {}

    /** What was found no longer ago than that, or null. */
    synchronized List<Linked> get(Key key, Duration age) {
        Found known = found.get(key);
        if (known == null || age == null || !clock.instant().isBefore(known.at().plus(age))) {
            found.remove(key);
            return null;
        }
        return known.persons();
    }

    synchronized void put(Key key, List<Linked> persons) {
        if (!persons.isEmpty()) {
            found.put(key, new Found(List.copyOf(persons), clock.instant()));
        }
    }
}
