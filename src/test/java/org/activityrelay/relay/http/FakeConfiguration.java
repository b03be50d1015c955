package org.activityrelay.relay.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.activityrelay.relay.configuration.ConfigurationStatus;
import org.activityrelay.relay.configuration.CurrentConfiguration;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotArchive;
import org.activityrelay.relay.ledger.Configurations;

/** Two configurations ran, and the files are wrong; fails when the ledger does. */
final class FakeConfiguration implements CurrentConfiguration, Configurations {

    static final Snapshot FIRST = snapshot("one\ntwo\n");
    static final Snapshot SECOND = snapshot("one\nthree\n");

    private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");

    private final FakeLedger ledger;

    FakeConfiguration(FakeLedger ledger) {
        this.ledger = ledger;
    }

    private static Snapshot snapshot(String text) {
        return Snapshot.of(Map.of("routes/3-routing.camel.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public ConfigurationStatus status() {
        Finding wrong = new Finding("3-routing.camel.yaml", 7, "there is no step chose", "write choice");
        return new ConfigurationStatus(
                "1@here", SECOND.hash(), WHEN, new ConfigurationStatus.Refused("abc", WHEN, List.of(wrong)));
    }

    @Override
    public ConfigurationStatus reload() {
        return status();
    }

    @Override
    public void keep(String hash, byte[] content) {}

    @Override
    public Optional<Kept> lastGood() {
        return Optional.empty();
    }

    @Override
    public Optional<Kept> find(String beginning) {
        ledger.check();
        return Stream.of(FIRST, SECOND)
                .filter(snapshot -> snapshot.hash().startsWith(beginning))
                .findFirst()
                .map(snapshot -> new Kept(snapshot.hash(), SnapshotArchive.write(snapshot)));
    }

    @Override
    public void note(Event event) {}

    @Override
    public List<Noted> events(String before, int limit) {
        ledger.check();
        Event event = new Event("1@here", Kind.APPLIED, SECOND.hash(), SECOND.hash(), null);
        return List.of(new Noted("0198f3a2-0000-7000-8000-000000000001", WHEN, event));
    }

    @Override
    public void seen(Running running, Duration gone) {}

    @Override
    public void left(String process) {}

    @Override
    public List<Seen> processes() {
        ledger.check();
        return List.of(new Seen(new Running("2@there", FIRST.hash(), WHEN, null, null), WHEN));
    }
}
