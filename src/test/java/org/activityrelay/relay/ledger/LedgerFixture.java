package org.activityrelay.relay.ledger;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.PlannedDelivery;
import org.activityrelay.relay.routing.Routing;
import org.springframework.util.unit.DataSize;

/** An open ledger with settable routing and traits. */
public final class LedgerFixture implements AutoCloseable {

    private static final String HOLDS_THE_WRITER = "holds-the-writer";
    static final Duration LEASE = Duration.ofMinutes(5);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final AtomicInteger IDS = new AtomicInteger();

    final Set<String> following = ConcurrentHashMap.newKeySet();
    final Set<String> missing = ConcurrentHashMap.newKeySet();
    final Map<String, Mode> modes = new ConcurrentHashMap<>();
    final List<Activity> routed = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch holding;
    private volatile CountDownLatch released;
    volatile Function<Activity, Plan> rules = activity -> plan("database");
    final MeterRegistry meters = new SimpleMeterRegistry();
    final OpenLedger open;
    final Ledger ledger;
    final DeliveryQueue queue;
    final Records records;
    final Rejections rejections;
    final Audit audit;
    final Configurations configurations;
    final Erasures erasures;
    final Retention retention;

    LedgerFixture(LedgerSettings settings) {
        this(settings, new TestContent(), Clock.systemUTC());
    }

    LedgerFixture(LedgerSettings settings, RecordContent content, Clock clock) {
        Routing routing = activity -> {
            routed.add(activity);
            return rules.apply(activity);
        };
        open = TestDatabase.Postgres.isPrepared(settings)
                ? new OpenLedger(
                        PostgresDatabase.prepared(settings), settings, content, routing, new Traits(), clock, meters)
                : OpenLedger.open(settings, content, routing, new Traits(), clock, meters);
        ledger = open.ledger();
        queue = open.queue();
        records = open.records();
        rejections = open.rejections();
        audit = open.audit();
        configurations = open.configurations();
        erasures = open.erasures();
        retention = open.retention();
    }

    /** A ledger for a benchmark in another package. */
    public static LedgerFixture open(String url, String username, String password) {
        return new LedgerFixture(settings(url, username, password));
    }

    public Ledger ledger() {
        return ledger;
    }

    public DeliveryQueue queue() {
        return queue;
    }

    public DestinationStates destinations() {
        return open.destinations();
    }

    public Records records() {
        return records;
    }

    public Erasures erasures() {
        return erasures;
    }

    public Retention retention() {
        return retention;
    }

    public Configurations configurations() {
        return configurations;
    }

    public Audit audit() {
        return audit;
    }

    /** Stores a record of a caller and plans a delivery of it; answers its id. */
    public String call(String phone, String destination) {
        return accept(record(newId(), "phoneNumber", phone), destination).id();
    }

    /** What each stored revision is routed to from now on. */
    public void route(Function<Activity, Plan> plans) {
        rules = plans;
    }

    DestinationTraits traits() {
        return new Traits();
    }

    private final class Traits implements DestinationTraits {
        @Override
        public boolean follows(String destination) {
            return following.contains(destination);
        }

        @Override
        public boolean isMissing(String destination) {
            return missing.contains(destination);
        }

        /** Asked by the writer's thread within its transaction. */
        @Override
        public Mode mode(String destination) {
            if (destination.equals(HOLDS_THE_WRITER)) {
                holding.countDown();
                await(released);
            }
            return modes.getOrDefault(destination, Mode.LIVE);
        }
    }

    /** Patient: only what is broken, not what is slow, makes such a ledger unavailable. */
    static LedgerSettings settings(String url, String username, String password) {
        return settings(url, username, password, Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    static LedgerSettings settings(
            String url, String username, String password, Duration connectTimeout, Duration statementTimeout) {
        return new LedgerSettings(
                url,
                username,
                password,
                Identity.INTERACTION,
                null,
                4_000,
                DataSize.ofMegabytes(64),
                8,
                connectTimeout,
                statementTimeout);
    }

    static String newId() {
        return "Interaction-" + IDS.incrementAndGet();
    }

    /** A record; fields as name, value, name, value. */
    static Activity record(String interactionId, Object... fields) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("tenant", "default");
        json.put("kind", "interaction");
        json.put("interactionId", interactionId);
        json.put("type", "voice");
        for (int i = 0; i < fields.length; i += 2) {
            json.set((String) fields[i], MAPPER.valueToTree(fields[i + 1]));
        }
        return Activity.of(json);
    }

    public static Plan plan(String... destinations) {
        return Plan.of(Stream.of(destinations).map(name -> planned(name, "")).toList(), "hash");
    }

    static PlannedDelivery planned(String destination, String part) {
        return new PlannedDelivery(
                destination,
                part,
                new TreeMap<>(Map.of("table", destination)),
                new Decision("routing", "3-routing.camel.yaml", 7, 5));
    }

    static Submission submission(Activity activity, Plan plan) {
        return new Submission(
                activity, activity.json().toString().getBytes(StandardCharsets.UTF_8), "http", "me", plan);
    }

    /** Stores one record for that destination. */
    public void store(String destination) {
        accept(record(newId()), destination);
    }

    Accepted accept(Activity activity, String... destinations) {
        return accept(activity, plan(destinations));
    }

    Accepted accept(Activity activity, Plan plan) {
        return ledger.accept(submission(activity, plan)).join();
    }

    List<Claim> claim(String owner, String... destinations) {
        return claim(owner, LEASE, destinations);
    }

    List<Claim> claim(String owner, Duration lease, String... destinations) {
        Map<String, Integer> wanted = new TreeMap<>();
        for (String destination : destinations) {
            wanted.put(destination, 100);
        }
        return queue.claim(owner, wanted, lease);
    }

    Set<String> deliver(Claim... claims) {
        return queue.settle(Stream.of(claims).map(LedgerFixture::delivered).toList());
    }

    public static Settlement delivered(Claim claim) {
        return settlement(claim, DeliveryState.DELIVERED, null, "delivered", null);
    }

    static Settlement retry(Claim claim, Duration in) {
        return settlement(claim, DeliveryState.PENDING, in, "retry", "connection_timeout");
    }

    public static Settlement parked(Claim claim) {
        return settlement(claim, DeliveryState.PARKED, null, "rejected", "http_400");
    }

    static Settlement settlement(Claim claim, DeliveryState next, Duration retryIn, String outcome, String reason) {
        boolean delivered = next == DeliveryState.DELIVERED;
        return new Settlement(
                claim.deliveryId(),
                claim.attempt(),
                next,
                retryIn,
                Mode.LIVE,
                outcome,
                reason,
                "detail",
                delivered ? 200 : 500,
                delivered ? "ext-" + claim.recordKey() : null,
                null,
                null,
                Clock.systemUTC().instant(),
                Duration.ofMillis(12));
    }

    /** Everything submitted meanwhile is in the next commit together. */
    void whileTheWriterWaits(Runnable work) {
        holding = new CountDownLatch(1);
        released = new CountDownLatch(1);
        CompletableFuture<Accepted> held = ledger.accept(submission(record(newId()), plan(HOLDS_THE_WRITER)));
        await(holding);
        work.run();
        released.countDown();
        held.join();
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the latch");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement on the ledger's own connection. */
    Database database() {
        return open.database();
    }

    void execute(String sql) throws SQLException {
        open.database().write(session -> {
            try (Statement statement = session.connection().createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    Map<String, DeliveryState> states(String activityId) {
        Map<String, DeliveryState> states = new TreeMap<>();
        for (Records.StoredDelivery delivery :
                records.find(activityId).orElseThrow().deliveries()) {
            states.put(delivery.destination() + delivery.part(), delivery.state());
        }
        return states;
    }

    @Override
    public void close() {
        open.close();
    }
}
