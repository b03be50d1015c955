package org.activityrelay.relay.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.activityrelay.relay.delivery.Attempt;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.delivery.engine.MemoryStates;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DestinationStates;
import org.activityrelay.relay.ledger.Mode;

/** The destination {@code crm}, and {@code gone}, which the configuration has no longer; fails when the ledger does. */
final class FakeDestinations implements Destinations, DestinationStates {

    static final Instant OLDEST = Instant.parse("2026-03-01T12:00:00Z");

    private final MemoryStates states = new MemoryStates(Clock.systemUTC());
    private final FakeLedger ledger;

    FakeDestinations(FakeLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Map<String, DestinationRoute> current() {
        return Map.of("crm", new Crm());
    }

    @Override
    public void hold(String destination, Kind kind, String reason, Duration length) {
        states.hold(destination, kind, reason, length);
    }

    @Override
    public void pause(String destination, String reason, String who) {
        ledger.check();
        states.pause(destination, reason, who);
    }

    @Override
    public boolean resume(String destination, String who) {
        ledger.check();
        return states.resume(destination, who);
    }

    @Override
    public void onChange(Runnable listener) {
        states.onChange(listener);
    }

    @Override
    public void followClock(Duration lease) {
        states.followClock(lease);
    }

    @Override
    public Map<String, Tally> share(String owner, Map<String, Tally> told, Duration window) {
        return states.share(owner, told, window);
    }

    @Override
    public void recovered(String destination) {
        states.recovered(destination);
    }

    @Override
    public void corrected(String destination) {
        states.corrected(destination);
    }

    @Override
    public List<Pause> pauses() {
        ledger.check();
        return states.pauses();
    }

    @Override
    public Optional<Pause> pause(String destination) {
        return states.pause(destination);
    }

    @Override
    public boolean probe(String destination, String owner, Duration lease) {
        return states.probe(destination, owner, lease);
    }

    @Override
    public void endProbe(String destination, String owner) {
        states.endProbe(destination, owner);
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
        return destination.equals("gone") ? new Backlog(3, OLDEST, 1) : new Backlog(0, null, 0);
    }

    @Override
    public Set<String> awaited() {
        return Set.of("gone");
    }

    private record Crm() implements DestinationRoute {

        @Override
        public String name() {
            return "crm";
        }

        @Override
        public Mode mode() {
            return Mode.LIVE;
        }

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public List<Duration> retry() {
            return List.of();
        }

        @Override
        public Attempt deliver(Claim claim) {
            throw new UnsupportedOperationException("nothing is delivered here");
        }
    }
}
