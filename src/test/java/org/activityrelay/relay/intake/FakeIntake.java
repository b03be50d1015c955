package org.activityrelay.relay.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.LedgerUnavailableException;

/** An intake with a ledger in memory: knows records, duplicates and revisions, can be down, and answers on another thread. */
public class FakeIntake implements Intake, AutoCloseable {

    private static final ObjectReader JSON = new ObjectMapper()
            .readerFor(JsonNode.class)
            .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ExecutorService commits = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-ledger");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Body> bodies = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, List<String>> revisions = Collections.synchronizedMap(new HashMap<>());
    private final AtomicInteger waiting = new AtomicInteger();
    public final AtomicInteger most = new AtomicInteger();
    public final AtomicInteger refusedWhileDown = new AtomicInteger();
    public volatile boolean down;
    /** Bodies that are not stored although the ledger is up. */
    public volatile Predicate<String> fails = body -> false;

    private volatile CountDownLatch gathering = new CountDownLatch(0);

    /** Commits nothing before so many bodies are there. */
    public void gather(int bodies) {
        gathering = new CountDownLatch(bodies);
    }

    @Override
    public CompletableFuture<Receipt> accept(Body body) {
        most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
        gathering.countDown();
        return CompletableFuture.supplyAsync(() -> store(body), commits)
                .whenComplete((receipt, failure) -> waiting.decrementAndGet());
    }

    private Receipt store(Body body) {
        try {
            gathering.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        String text = new String(body.bytes(), StandardCharsets.UTF_8);
        if (down || fails.test(text)) {
            refusedWhileDown.incrementAndGet();
            throw new LedgerUnavailableException("the disk is away", Duration.ofMillis(10), null);
        }
        if ("text/csv".equals(body.contentType())) {
            return new Receipt(true, List.of(keep(body, text.substring(text.indexOf('\n') + 1), text)));
        }
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (IOException e) {
            return new Receipt(false, List.of(refused(400, "", "not JSON")));
        }
        if (json.isArray()) {
            List<Receipt.Item> items = new ArrayList<>();
            json.forEach(item -> items.add(record(body, item)));
            return new Receipt(true, items);
        }
        return new Receipt(false, List.of(record(body, json)));
    }

    private Receipt.Item record(Body body, JsonNode json) {
        return json.path("interactionId").isTextual()
                ? keep(body, json.path("interactionId").asText(), json.toString())
                : refused(422, "/interactionId", "is missing");
    }

    private Receipt.Item keep(Body body, String interaction, String content) {
        List<String> known = revisions.computeIfAbsent(interaction.toLowerCase(), key -> new ArrayList<>());
        boolean duplicate = known.contains(content);
        if (!duplicate) {
            known.add(content);
            bodies.add(body);
        }
        return new Receipt.Stored(new Accepted("a-1", interaction, known.size(), ActivityStatus.ROUTED, duplicate));
    }

    public static Receipt.Refused refused(int status, String pointer, String detail) {
        return new Receipt.Refused("rej-1", status, List.of(new Receipt.Problem(pointer, detail)));
    }

    /** What is stored, in order; duplicates are not. */
    public List<Body> stored() {
        synchronized (bodies) {
            return List.copyOf(bodies);
        }
    }

    /** As text. */
    public List<String> texts() {
        return stored().stream()
                .map(body -> new String(body.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Revisions of one interaction in the order they were stored. */
    public List<String> revisions(String interaction) {
        return revisions.getOrDefault(interaction, List.of());
    }

    @Override
    public void close() {
        commits.shutdownNow();
    }
}
