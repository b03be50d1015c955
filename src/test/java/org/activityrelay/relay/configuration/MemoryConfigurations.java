package org.activityrelay.relay.configuration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.activityrelay.relay.ledger.Configurations;

/** What a ledger remembers of configurations, without one. */
public final class MemoryConfigurations implements Configurations {

    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final List<Noted> events = new ArrayList<>();
    private final Map<String, Seen> processes = new TreeMap<>();

    @Override
    public synchronized void keep(String hash, byte[] content) {
        kept.remove(hash);
        kept.put(hash, new Kept(hash, content));
    }

    @Override
    public synchronized Optional<Kept> lastGood() {
        return kept.values().stream().reduce((first, second) -> second);
    }

    @Override
    public synchronized Optional<Kept> find(String beginning) {
        List<Kept> found = kept.values().stream()
                .filter(one -> one.hash().startsWith(beginning))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    @Override
    public synchronized void note(Event event) {
        events.add(0, new Noted(String.valueOf(events.size()), Instant.now(), event));
    }

    @Override
    public synchronized List<Noted> events(String before, int limit) {
        return events.stream().limit(limit).toList();
    }

    @Override
    public synchronized void seen(Running running, Duration gone) {
        processes.put(running.process(), new Seen(running, Instant.now()));
    }

    @Override
    public synchronized void left(String process) {
        processes.remove(process);
    }

    @Override
    public synchronized List<Seen> processes() {
        return List.copyOf(processes.values());
    }
}
