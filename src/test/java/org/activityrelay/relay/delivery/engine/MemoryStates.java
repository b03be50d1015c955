package org.activityrelay.relay.delivery.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.activityrelay.relay.ledger.DestinationStates;

/** Pauses in memory, by time that a test may move; the ledger's own are held to their contract elsewhere. */
public final class MemoryStates implements DestinationStates {

    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public MemoryStates(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void hold(String destination, Kind kind, String reason, Duration length) {
        Instant now = clock.instant();
        Pause next = new Pause(destination, kind, reason, null, now, now.plus(length), length);
        pauses.merge(destination, next, (old, other) -> isLonger(old, other) ? old : after(old, other));
    }

    private static Pause after(Pause old, Pause next) {
        return old.kind() == Kind.TROUBLE
                ? new Pause(
                        next.destination(), Kind.TROUBLE, next.reason(), null, old.since(), next.until(), next.left())
                : next;
    }

    private static boolean isLonger(Pause old, Pause other) {
        return old.until() == null || old.until().isAfter(other.until());
    }

    @Override
    public void pause(String destination, String reason, String who) {
        pauses.put(destination, new Pause(destination, Kind.HAND, reason, who, clock.instant(), null, null));
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean resume(String destination, String who) {
        boolean ended = pauses.remove(destination) != null;
        listeners.forEach(Runnable::run);
        return ended;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void followClock(Duration lease) {
        // There is no database's clock.
    }

    @Override
    public Map<String, Tally> share(String owner, Map<String, Tally> told, Duration window) {
        return Map.of();
    }

    @Override
    public void recovered(String destination) {
        corrected(destination);
    }

    @Override
    public void corrected(String destination) {
        pauses.computeIfPresent(destination, (name, pause) -> pause.kind() == Kind.TROUBLE ? null : pause);
    }

    @Override
    public List<Pause> pauses() {
        List<Pause> present = new ArrayList<>();
        pauses.values().forEach(pause -> {
            Duration left = pause.until() == null ? null : Duration.between(clock.instant(), pause.until());
            if (left == null || pause.kind() == Kind.TROUBLE || left.toNanos() > 0) {
                present.add(new Pause(
                        pause.destination(),
                        pause.kind(),
                        pause.reason(),
                        pause.by(),
                        pause.since(),
                        pause.until(),
                        left));
            }
        });
        return present;
    }

    @Override
    public Optional<Pause> pause(String destination) {
        return pauses().stream()
                .filter(pause -> pause.destination().equals(destination))
                .findFirst();
    }

    @Override
    public boolean probe(String destination, String owner, Duration lease) {
        return true;
    }

    @Override
    public void endProbe(String destination, String owner) {
        // The lease is not kept here.
    }

    @Override
    public int reserve(String destination, int wanted, Duration interval, Duration burst) {
        return wanted;
    }

    @Override
    public void giveBack(String destination, int unused, Duration interval) {
        // There is no other process.
    }

    @Override
    public Backlog backlog(String destination) {
        return new Backlog(0, null, 0);
    }

    @Override
    public Set<String> awaited() {
        return Set.of();
    }
}
