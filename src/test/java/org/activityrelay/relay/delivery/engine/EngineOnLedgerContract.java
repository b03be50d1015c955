package org.activityrelay.relay.delivery.engine;

import static org.activityrelay.relay.delivery.engine.DeliveryEngineTest.pass;
import static org.activityrelay.relay.delivery.engine.EngineFixture.eventually;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.attempt;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivered;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.delivering;
import static org.activityrelay.relay.delivery.engine.ScriptedRoute.retry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.delivery.DestinationRoute;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.engine.DeliveryEngine.Surroundings;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.activityrelay.relay.ledger.LiveObjects;
import org.activityrelay.relay.ledger.Records.StoredDelivery;
import org.activityrelay.relay.ledger.Submission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine on a real ledger, by the real clock; one subclass per database. */
abstract class EngineOnLedgerContract {

    private static final Duration[] AT_ONCE = {Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO};

    private final List<DeliveryEngine> engines = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private LedgerFixture ledger;

    abstract LedgerFixture open();

    @BeforeEach
    void openLedger() {
        ledger = open();
    }

    LedgerFixture ledger() {
        return ledger;
    }

    /** After something about the database changed that only new connections see. */
    void reopen() {
        ledger.close();
        ledger = open();
    }

    @AfterEach
    void stop() {
        release.countDown();
        engines.forEach(DeliveryEngine::stop);
        ledger.close();
    }

    @Test
    void deliversToEveryDestinationOnce() {
        Effects crm = new Effects();
        Effects database = new Effects();
        start(crm.route("crm", 4), database.route("database", 4));
        List<String> ids = accept(300, "crm", "database");

        awaitAll(ids, DeliveryState.DELIVERED);
        assertThat(deliveries(ids)).hasSize(600).allSatisfy(delivery -> {
            assertThat(delivery.attempts()).isEqualTo(1);
            assertThat(delivery.externalId()).isEqualTo("X1");
        });
        assertThat(crm.perRecord()).hasSize(300).values().containsOnly(1);
        assertThat(database.perRecord()).hasSize(300).values().containsOnly(1);
    }

    @Test
    void triesAgainAndParksWhatIsRefused() {
        start(
                ScriptedRoute.of("flaky", claim -> claim.attempt() < 3 ? retry("server_error") : delivered())
                        .retrying(AT_ONCE),
                ScriptedRoute.of("picky", claim -> attempt(new Outcome.Rejected("unprocessable"))),
                ScriptedRoute.of("hopeless", claim -> retry("connection_refused"))
                        .retrying(AT_ONCE));
        List<String> ids = accept(20, "flaky", "picky", "hopeless");

        eventually(() -> assertThat(deliveries(ids))
                .allMatch(delivery -> delivery.state().isFinal()));
        deliveries(ids).forEach(delivery -> {
            switch (delivery.destination()) {
                case "flaky" -> {
                    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
                    assertThat(delivery.attempts()).isEqualTo(3);
                }
                case "picky" -> {
                    assertThat(delivery.state()).isEqualTo(DeliveryState.PARKED);
                    assertThat(delivery.reason()).isEqualTo("unprocessable");
                    assertThat(delivery.attempts()).isEqualTo(1);
                }
                default -> {
                    assertThat(delivery.state()).isEqualTo(DeliveryState.PARKED);
                    assertThat(delivery.reason()).isEqualTo("connection_refused");
                    assertThat(delivery.attempts()).isEqualTo(4);
                }
            }
        });
    }

    @Test
    void theLedgerGivesBackWhatWasClaimedAndNotBegun() {
        ScriptedRoute blocked = ScriptedRoute.of("crm", claim -> {
                    pass(release);
                    return delivered();
                })
                .with(2);
        DeliveryEngine engine = start(blocked);
        List<String> ids = accept(12, "crm");
        eventually(() -> assertThat(count(ids, DeliveryState.IN_FLIGHT)).isGreaterThan(2));
        eventually(() -> assertThat(blocked.running()).hasValue(2));
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(engine::stop);
        eventually(() -> assertThat(count(ids, DeliveryState.IN_FLIGHT)).isEqualTo(2));
        release.countDown();
        stopping.join();

        assertThat(count(ids, DeliveryState.DELIVERED)).isEqualTo(2);
        assertThat(deliveries(ids))
                .filteredOn(delivery -> delivery.state() == DeliveryState.PENDING)
                .hasSize(10)
                .allMatch(delivery -> delivery.attempts() == 0);
        start(delivering("crm"));
        awaitAll(ids, DeliveryState.DELIVERED);
    }

    @Test
    void stopsAndStartsInMidStreamWithoutLosingOrDoubling() {
        Effects crm = new Effects();
        ScriptedRoute route = crm.route("crm", 4);
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            DeliveryEngine engine = start(route);
            ids.addAll(accept(60, "crm"));
            engine.stop();
            assertThat(count(ids, DeliveryState.IN_FLIGHT)).isZero();
        }
        start(route);

        awaitAll(ids, DeliveryState.DELIVERED);
        assertThat(crm.perRecord()).hasSize(300).values().containsOnly(1);
    }

    @Test
    void twoRevisionsOfOneRecordNeverOverlapOrOvertake() {
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        Map<String, List<Integer>> revisions = new ConcurrentHashMap<>();
        AtomicInteger overlaps = new AtomicInteger();
        Random random = new Random(11);
        start(ScriptedRoute.of("crm", claim -> {
                    AtomicInteger now = running.computeIfAbsent(claim.recordKey(), key -> new AtomicInteger());
                    if (now.incrementAndGet() > 1) {
                        overlaps.incrementAndGet();
                    }
                    revisions
                            .computeIfAbsent(claim.recordKey(), key -> new ArrayList<>())
                            .add(claim.revision());
                    boolean fails = nextBoolean(random);
                    now.decrementAndGet();
                    return fails ? retry("conflict") : delivered();
                })
                .retrying(IntStream.range(0, 30).mapToObj(i -> Duration.ZERO).toArray(Duration[]::new)));
        List<String> interactions = IntStream.range(0, 10)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        List<String> last = new ArrayList<>();
        for (int revision = 1; revision <= 8; revision++) {
            int number = revision;
            List<CompletableFuture<Accepted>> stored = interactions.stream()
                    .map(id -> submit(id, "notes " + number, "crm"))
                    .toList();
            last = stored.stream().map(future -> future.join().id()).toList();
        }

        awaitAll(last, DeliveryState.DELIVERED);
        assertThat(overlaps).hasValue(0);
        assertThat(revisions).hasSize(10).allSatisfy((key, seen) -> {
            assertThat(seen).isSorted();
            assertThat(seen).last().isEqualTo(8);
        });
    }

    @Test
    void aPauseHoldsInEveryEngineAndInThoseThatStartLaterUntilItIsResumed() {
        ledger.destinations().pause("crm", "the CRM moves", "anna");
        Effects crm = new Effects();
        ScriptedRoute other = delivering("other");
        start(crm.route("crm", 4), other);
        List<String> ids = accept(20, "crm");
        awaitAll(accept(20, "other"), DeliveryState.DELIVERED);
        assertThat(crm.perRecord()).isEmpty();
        assertThat(count(ids, DeliveryState.PENDING)).isEqualTo(20);

        ledger.destinations().resume("crm", "anna");
        awaitAll(ids, DeliveryState.DELIVERED);
        assertThat(deliveries(ids)).allMatch(delivery -> delivery.attempts() == 1);
    }

    @Test
    void aRetryAfterHoldsTheDestinationThroughARestart() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedRoute limited = ScriptedRoute.of("crm", claim -> {
                    calls.incrementAndGet();
                    return attempt(new Outcome.Retry("rate_limited", Duration.ofMinutes(10), false));
                })
                .with(1);
        DeliveryEngine first = start(limited);
        List<String> ids = accept(5, "crm");
        eventually(() -> assertThat(ledger.destinations().pause("crm")).isPresent());
        first.stop();
        start(limited, delivering("other"));
        awaitAll(accept(5, "other"), DeliveryState.DELIVERED);

        assertThat(calls).hasValue(1);
        assertThat(count(ids, DeliveryState.PENDING)).isEqualTo(5);
    }

    /** What is prepared once grows for a while, and a window of time holds what fell into it; neither goes on for long. */
    @Test
    void keepsNothingInMemoryOfARecordThatIsDelivered() {
        BreakerSettings forgetful = new BreakerSettings(
                Integer.MAX_VALUE,
                70,
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Integer.MAX_VALUE);
        start(
                forgetful,
                delivering("crm"),
                ScriptedRoute.of("flaky", claim -> claim.attempt() < 2 ? retry("server_error") : delivered())
                        .retrying(AT_ONCE));
        awaitAll(accept(100, "crm", "flaky"), DeliveryState.DELIVERED);
        LiveObjects before = LiveObjects.now();
        AtomicInteger passed = new AtomicInteger();

        eventually(() -> {
            awaitAll(accept(1_000, "crm", "flaky"), DeliveryState.DELIVERED);
            assertThat(before.grownBy(passed.addAndGet(1_000))).isEmpty();
        });
    }

    DeliveryEngine start(ScriptedRoute... routes) {
        return start(EngineFixture.NEVER, routes);
    }

    DeliveryEngine start(BreakerSettings breaker, ScriptedRoute... routes) {
        Map<String, DestinationRoute> byName =
                Arrays.stream(routes).collect(Collectors.toMap(ScriptedRoute::name, Function.identity()));
        DeliveryEngine engine =
                BenchEngine.on(ledger.queue(), ledger.destinations(), byName, breaker, Surroundings::platformThreads);
        engines.add(engine);
        engine.start();
        return engine;
    }

    List<String> accept(int count, String... destinations) {
        return IntStream.range(0, count)
                .mapToObj(i -> submit(UUID.randomUUID().toString(), "notes", destinations))
                .toList()
                .stream()
                .map(future -> future.join().id())
                .toList();
    }

    void awaitAll(List<String> ids, DeliveryState state) {
        eventually(() -> assertThat(deliveries(ids)).isNotEmpty().allMatch(delivery -> delivery.state() == state));
    }

    private CompletableFuture<Accepted> submit(String interaction, String notes, String... destinations) {
        ledger.route(activity -> LedgerFixture.plan(destinations));
        ObjectNode record = JsonNodeFactory.instance
                .objectNode()
                .put("tenant", "default")
                .put("kind", "interaction")
                .put("interactionId", interaction)
                .put("type", "voice")
                .put("description", notes);
        byte[] original = record.toString().getBytes(StandardCharsets.UTF_8);
        return ledger.ledger()
                .accept(new Submission(Activity.of(record), original, "http", null, LedgerFixture.plan(destinations)));
    }

    private List<StoredDelivery> deliveries(List<String> ids) {
        return ledger.records().deliveries(ids).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private long count(List<String> ids, DeliveryState state) {
        return deliveries(ids).stream()
                .filter(delivery -> delivery.state() == state)
                .count();
    }

    private static synchronized boolean nextBoolean(Random random) {
        return random.nextBoolean();
    }

    /** Every arrival at a destination, by record. */
    static final class Effects {

        private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();

        ScriptedRoute route(String name, int concurrency) {
            return ScriptedRoute.of(name, this::arrive).with(concurrency);
        }

        Map<String, Integer> perRecord() {
            return arrivals;
        }

        private org.activityrelay.relay.delivery.Attempt arrive(Claim claim) {
            arrivals.merge(claim.activity().interactionId(), 1, Integer::sum);
            return delivered();
        }
    }
}
