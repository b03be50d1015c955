package org.activityrelay.relay.collector;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.journey.RunningRelay;

/** The service for agents' pages, on one port through all its restarts. */
final class CollectorRelay implements AutoCloseable {

    private final int port = Ports.free();
    private final HostPages pages = new HostPages("http://localhost:" + port);
    private final RunningRelay relay;
    private final List<String> settings = new ArrayList<>();

    private CollectorRelay(RunningRelay relay) {
        this.relay = relay;
    }

    /** Started, with the pages' origin allowed. */
    static CollectorRelay in(Path home, String... settings) throws Exception {
        CollectorRelay collector = new CollectorRelay(RunningRelay.in(home));
        collector.settings.add("server.port=" + collector.port);
        collector.settings.add("relay.security.origins=" + collector.pages.origin());
        collector.settings.addAll(List.of(settings));
        collector.start();
        return collector;
    }

    void start() {
        relay.start(settings.toArray(String[]::new));
    }

    void stop() {
        relay.stop();
    }

    boolean isRunning() {
        return relay.isRunning();
    }

    RunningRelay relay() {
        return relay;
    }

    HostPages pages() {
        return pages;
    }

    /** The only stored revision of an interaction, once it is there. */
    JsonNode only(String interactionId) {
        String search = "/api/v1/activities?interactionId=" + interactionId;
        await().until(() -> !relay.json(search).at("/items").isEmpty());
        JsonNode items = relay.json(search).at("/items");
        if (items.size() != 1) {
            throw new AssertionError(items.size() + " revisions of " + interactionId);
        }
        return relay.json("/api/v1/activities/" + items.get(0).get("id").asText());
    }

    @Override
    public void close() {
        pages.close();
        relay.close();
    }
}
