package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random work on a few interactions: whatever happens to them in whatever order, receivers see the revisions of a record
 * in order, and hold the current one in the end.
 */
abstract class LedgerModelContract {

    private static final String[] DESTINATIONS = {"crm", "database", "email"};

    private LedgerFixture it;
    private Random random;
    private final List<Claim> held = new ArrayList<>();
    /** What arrived at receivers, by record key, in order. */
    private final Map<String, List<Integer>> arrived = new HashMap<>();

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        it = new LedgerFixture(database().settings());
        it.following.add("crm");
    }

    @AfterEach
    void close() {
        it.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsWithTheCurrentRevisionEverywhere(long seed) throws Exception {
        random = new Random(seed);
        it.rules = activity -> randomPlan();
        for (int step = 0; step < 250; step++) {
            step(step);
            assertThat(outdatedAndPending()).isZero();
        }
        settleHeld();
        drain();

        assertThat(arrived.values())
                .allSatisfy(revisions -> assertThat(revisions).isSorted());
        everyCurrentRevision().forEach(this::assertHeldWherePlanned);
    }

    private void step(int step) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> accept(step);
            case 3, 4 -> held.addAll(it.queue.claim("p", Map.of(destination(), 2), LEASE));
            case 5 -> settleOne();
            case 6 -> releaseOne();
            default -> loseOne();
        }
    }

    /** New content nearly always; few enough revisions of each to stay above suspicion. */
    private void accept(int step) {
        String id = "Model-" + random.nextInt(12);
        boolean known = !it.records
                .search(new QueryBuilder().interactionId(id).build())
                .items()
                .isEmpty();
        it.accept(record(id, "disposition", "D" + (known ? step : 0)), randomPlan());
    }

    private String destination() {
        return DESTINATIONS[random.nextInt(DESTINATIONS.length)];
    }

    private synchronized org.activityrelay.relay.routing.Plan randomPlan() {
        return plan(
                Stream.of(DESTINATIONS).filter(name -> random.nextInt(3) > 0).toArray(String[]::new));
    }

    private void settleOne() {
        if (held.isEmpty()) {
            return;
        }
        Claim claim = held.remove(random.nextInt(held.size()));
        switch (random.nextInt(5)) {
            case 0 ->
                it.queue.settle(List.of(settlement(claim, DeliveryState.PENDING, Duration.ZERO, "retry", "http_503")));
            case 1 -> it.queue.settle(List.of(settlement(claim, DeliveryState.PARKED, null, "rejected", "http_400")));
            case 2 -> {
                arrives(claim);
                it.queue.settle(
                        List.of(settlement(claim, DeliveryState.PENDING, Duration.ZERO, "ambiguous", "read_timeout")));
            }
            default -> deliver(claim);
        }
    }

    private void deliver(Claim claim) {
        arrives(claim);
        assertThat(it.deliver(claim)).isEmpty();
    }

    private void arrives(Claim claim) {
        arrived.computeIfAbsent(claim.recordKey(), key -> new ArrayList<>()).add(claim.revision());
    }

    private void releaseOne() {
        if (!held.isEmpty()) {
            it.queue.release("p", List.of(held.remove(random.nextInt(held.size()))));
        }
    }

    /** Its process dies before it sends anything. */
    private void loseOne() {
        if (held.isEmpty()) {
            return;
        }
        Claim lost = held.remove(random.nextInt(held.size()));
        try {
            it.execute("update delivery set lease_until = 1 where id = '" + lost.deliveryId() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        held.addAll(it.queue.claim("p", Map.of(lost.destination(), 1), LEASE));
    }

    private void settleHeld() {
        held.forEach(this::deliver);
        held.clear();
    }

    private void drain() {
        List<Claim> claims;
        do {
            claims = it.claim("p", DESTINATIONS);
            claims.forEach(this::deliver);
        } while (!claims.isEmpty());
    }

    private long outdatedAndPending() throws SQLException {
        return it.open.database().read(session -> {
            try (ResultSet row = session.prepare("""
                            select count(*) from delivery d
                            join activity a on a.id = d.activity_id
                            join interaction_head h on h.id = a.head_id
                            where d.state = 'pending' and d.revision < h.current_revision
                            """).query()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private List<Records.StoredActivity> everyCurrentRevision() {
        return it.records.search(new QueryBuilder().limit(200).build()).items().stream()
                .filter(activity -> activity.revision() == activity.latestRevision())
                .toList();
    }

    private void assertHeldWherePlanned(Records.StoredActivity current) {
        String id = current.canonical().get("interactionId").asText();
        for (Records.StoredDelivery delivery : current.deliveries()) {
            List<Integer> revisions = arrived.getOrDefault(key(id, delivery.destination()), List.of());
            if (delivery.state() == DeliveryState.DELIVERED) {
                assertThat(revisions).last().isEqualTo(current.revision());
            } else {
                assertThat(delivery.state()).isEqualTo(DeliveryState.PARKED);
            }
        }
        boolean crmHolds = arrived.containsKey(key(id, "crm"));
        Set<String> reached = Set.copyOf(current.deliveries().stream()
                .map(Records.StoredDelivery::destination)
                .toList());
        assertThat(!crmHolds || reached.contains("crm"))
                .as("crm follows %s", id)
                .isTrue();
    }

    private static String key(String id, String destination) {
        return RecordKey.of("default", "interaction", id, "", destination, "");
    }
}
