package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.parked;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.retry;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What claiming and settling deliveries promises, on every database. */
abstract class DeliveryQueueContract {

    private static final Duration INSTANT = Duration.ofMillis(1);

    private TestDatabase database;
    private LedgerFixture it;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        database = database();
        it = new LedgerFixture(database.settings());
    }

    @AfterEach
    void close() {
        it.close();
    }

    // ---- claims

    @Test
    void claimsWhatIsDueWithEverythingADestinationNeeds() {
        String id = newId();
        Accepted accepted = it.accept(record(id, "disposition", "Sold"), "crm");
        Claim claim = it.claim("p1", "crm").get(0);

        assertThat(claim.activityId()).isEqualTo(accepted.id());
        assertThat(claim.destination()).isEqualTo("crm");
        assertThat(claim.part()).isEmpty();
        assertThat(claim.arguments()).containsExactlyEntriesOf(new TreeMap<>(Map.of("table", "crm")));
        assertThat(claim.activity()).isEqualTo(record(id, "disposition", "Sold"));
        assertThat(claim.revision()).isEqualTo(1);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.recordKey())
                .isEqualTo(RecordKey.of("default", "interaction", id.toUpperCase(), "", "crm", ""));
        assertThat(claim.deliveryKey()).isEqualTo(claim.recordKey() + "-1");
        assertThat(claim.progress()).isNull();
        assertThat(claim.receivedAt())
                .isEqualTo(it.records.find(accepted.id()).orElseThrow().receivedAt());
        assertThat(claim.leaseUntil()).isAfter(Instant.now().plus(LEASE).minusSeconds(60));
    }

    @Test
    void claimsOnlyWantedDestinationsAndNotMoreThanWanted() {
        for (int i = 0; i < 5; i++) {
            it.accept(record(newId()), "database", "crm");
        }

        List<Claim> claims = it.queue.claim("p1", Map.of("crm", 3, "email", 5, "database", 0), LEASE);
        assertThat(claims).hasSize(3).extracting(Claim::destination).containsOnly("crm");
        assertThat(it.claim("p1", "crm")).hasSize(2);
        assertThat(it.queue.claim("p1", Map.of(), LEASE)).isEmpty();
    }

    @Test
    void claimsTheOldestFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(it.accept(record(newId()), "crm").id());
        }

        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            it.queue.claim("p1", Map.of("crm", 2), LEASE).forEach(claim -> claimed.add(claim.activityId()));
        }
        assertThat(claimed).isEqualTo(ids);
    }

    @Test
    void claimsADeliveryOnceOnly() {
        it.accept(record(newId()), "crm");

        assertThat(it.claim("p1", "crm")).hasSize(1);
        assertThat(it.claim("p1", "crm")).isEmpty();
        assertThat(it.claim("p2", "crm")).isEmpty();
    }

    @Test
    void claimsFarMoreThanFitsIntoOneStatement() {
        for (int i = 0; i < 400; i++) {
            it.ledger.accept(submission(record(newId()), plan("crm")));
        }
        it.accept(record(newId()), "crm");

        List<Claim> claims = it.queue.claim("p1", Map.of("crm", 1000), LEASE);
        assertThat(claims).hasSize(401).extracting(Claim::deliveryId).doesNotHaveDuplicates();
        assertThat(it.queue.renew("p1", claims, LEASE)).isEmpty();
        assertThat(it.queue.settle(claims.stream().map(LedgerFixture::delivered).toList()))
                .isEmpty();
        assertThat(it.claim("p1", "crm")).isEmpty();
    }

    // ---- settlements

    @Test
    void notesWhatADeliveryBecame() throws Exception {
        Accepted accepted = it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        Settlement settlement = new Settlement(
                claim.deliveryId(),
                1,
                DeliveryState.DELIVERED,
                null,
                Mode.DRY_RUN,
                "delivered",
                null,
                "created",
                201,
                "00T1",
                "https://crm.example/00T1",
                null,
                Instant.now(),
                Duration.ofMillis(31));
        assertThat(it.queue.settle(List.of(settlement))).isEmpty();

        Records.StoredDelivery stored =
                it.records.find(accepted.id()).orElseThrow().deliveries().get(0);
        assertThat(stored.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(stored.mode()).isEqualTo(Mode.DRY_RUN);
        assertThat(stored.attempts()).isEqualTo(1);
        assertThat(stored.externalId()).isEqualTo("00T1");
        assertThat(stored.externalUrl()).isEqualTo("https://crm.example/00T1");
        assertThat(stored.detail()).isEqualTo("created");
        assertThat(attempts(claim.deliveryId())).containsExactly("1 dry-run delivered null 201 created 31");
    }

    @Test
    void repeatsADeliveryWhenItsWaitIsOver() throws Exception {
        Accepted accepted = it.accept(record(newId()), "crm");
        it.queue.settle(List.of(retry(it.claim("p1", "crm").get(0), Duration.ofHours(1))));

        assertThat(it.claim("p1", "crm")).isEmpty();
        Records.StoredDelivery waiting =
                it.records.find(accepted.id()).orElseThrow().deliveries().get(0);
        assertThat(waiting.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(waiting.reason()).isEqualTo("connection_timeout");
        assertThat(waiting.dueAt())
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_700));

        it.execute("update delivery set due_at = due_at - 3600000");
        Claim second = it.claim("p1", "crm").get(0);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.deliveryKey()).isEqualTo(second.recordKey() + "-1");
        it.deliver(second);
        assertThat(attempts(second.deliveryId()))
                .containsExactly(
                        "1 live retry connection_timeout 500 detail 12", "2 live delivered null 200 detail 12");
    }

    @Test
    void parksADelivery() {
        Accepted accepted = it.accept(record(newId()), "crm");
        it.queue.settle(List.of(parked(it.claim("p1", "crm").get(0))));

        assertThat(it.states(accepted.id())).containsEntry("crm", DeliveryState.PARKED);
        assertThat(it.claim("p1", "crm")).isEmpty();
        assertThat(it.queue.nextDue(Set.of("crm"))).isEmpty();
    }

    @Test
    void keepsProgressForTheNextAttempt() {
        JsonNode progress = new JsonMapper().createObjectNode().put("accepted", "a@example.com");
        it.accept(record(newId()), "email");
        Claim first = it.claim("p1", "email").get(0);
        Settlement retry = retry(first, Duration.ZERO);
        it.queue.settle(List.of(new Settlement(
                retry.deliveryId(),
                1,
                retry.next(),
                retry.retryIn(),
                retry.mode(),
                "retry",
                "x",
                null,
                451,
                null,
                null,
                progress,
                retry.startedAt(),
                retry.took())));

        assertThat(it.claim("p1", "email").get(0).progress()).isEqualTo(progress);
    }

    @Test
    void cutsLongDetails() {
        Accepted accepted = it.accept(record(newId()), "crm");
        Settlement parked = parked(it.claim("p1", "crm").get(0));
        String detail = "x".repeat(1_999) + "\uD83D\uDE00" + "y".repeat(5_000);
        it.queue.settle(List.of(new Settlement(
                parked.deliveryId(),
                1,
                parked.next(),
                null,
                parked.mode(),
                "rejected",
                "http_400",
                detail,
                400,
                null,
                null,
                null,
                parked.startedAt(),
                parked.took())));

        assertThat(it.records
                        .find(accepted.id())
                        .orElseThrow()
                        .deliveries()
                        .get(0)
                        .detail())
                .isEqualTo("x".repeat(1_999));
    }

    @Test
    void settlesNothingTwice() {
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        assertThat(it.deliver(claim)).isEmpty();

        assertThat(it.queue.settle(List.of(parked(claim)))).containsExactly(claim.deliveryId());
        assertThat(it.states(claim.activityId())).containsEntry("crm", DeliveryState.DELIVERED);
        assertThat(it.queue.settle(List.of())).isEmpty();
    }

    @Test
    void ignoresAnOutcomeOfADeliveryThatIsGone() {
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        Settlement unknown = new Settlement(
                "00000000-0000-7000-8000-000000000000",
                1,
                DeliveryState.DELIVERED,
                null,
                Mode.LIVE,
                "delivered",
                null,
                null,
                null,
                null,
                null,
                null,
                Instant.now(),
                Duration.ZERO);

        assertThat(it.queue.settle(List.of(unknown, delivered(claim)))).containsExactly(unknown.deliveryId());
        assertThat(it.states(claim.activityId())).containsEntry("crm", DeliveryState.DELIVERED);
    }

    // ---- leases

    @Test
    void claimsAgainWhenALeaseRanOutAndFencesTheLateOutcome() throws Exception {
        it.accept(record(newId()), "crm");
        Claim stalled = it.claim("p1", INSTANT, "crm").get(0);
        Claim taken = claimSoon("p2", "crm");

        assertThat(taken.deliveryId()).isEqualTo(stalled.deliveryId());
        assertThat(taken.attempt()).isEqualTo(2);
        assertThat(it.deliver(stalled)).containsExactly(stalled.deliveryId());
        assertThat(it.states(taken.activityId())).containsEntry("crm", DeliveryState.IN_FLIGHT);
        assertThat(it.deliver(taken)).isEmpty();
        assertThat(attempts(taken.deliveryId()))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("1 live ambiguous lease_expired null");
    }

    @Test
    void acceptsALateOutcomeWhenNobodyTookOver() {
        it.accept(record(newId()), "crm");
        Claim late = it.claim("p1", INSTANT, "crm").get(0);

        assertThat(it.deliver(late)).isEmpty();
        assertThat(it.claim("p2", "crm")).isEmpty();
    }

    @Test
    void keepsALeaseThatIsRenewed() throws Exception {
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", Duration.ofSeconds(20), "crm").get(0);
        assertThat(it.queue.renew("p1", List.of(claim), Duration.ofHours(1))).isEmpty();
        it.execute("update delivery set lease_until = lease_until - 60000");

        assertThat(it.claim("p2", "crm")).isEmpty();
        assertThat(it.queue.renew("p1", List.of(), LEASE)).isEmpty();
    }

    @Test
    void saysWhichLeasesAreLost() {
        it.accept(record(newId()), "crm");
        it.accept(record(newId()), "crm");
        List<Claim> claims = it.claim("p1", INSTANT, "crm");
        claimSoon("p2", "crm");
        it.deliver(claims.get(1));

        assertThat(it.queue.renew("p1", claims, LEASE))
                .containsExactlyInAnyOrder(
                        claims.get(0).deliveryId(), claims.get(1).deliveryId());
        assertThat(it.queue.renew("p3", claims, LEASE)).hasSize(2);
    }

    @Test
    void givesBackWithoutUsingTheAttempt() {
        List<Set<String>> told = new CopyOnWriteArrayList<>();
        it.queue.onDue(told::add);
        it.accept(record(newId()), "crm");
        Awaitility.await().untilAsserted(() -> assertThat(told).isNotEmpty());
        Claim claim = it.claim("p1", "crm").get(0);
        it.queue.release("p2", List.of(claim));
        assertThat(it.claim("p1", "crm")).isEmpty();
        told.clear();
        it.queue.release("p1", List.of(claim));
        assertThat(told).containsExactly(Set.of("crm"));

        Claim again = it.claim("p2", "crm").get(0);
        assertThat(again.deliveryId()).isEqualTo(claim.deliveryId());
        assertThat(again.attempt()).isEqualTo(1);
        it.queue.release("p1", List.of());
    }

    @Test
    void givesBackWhatItsProcessDoesNotKnowOf() {
        it.accept(record(newId()), "crm");
        it.accept(record(newId()), "crm");
        it.accept(record(newId()), "crm");
        Claim other = it.queue.claim("p2", Map.of("crm", 1), LEASE).get(0);
        List<Claim> claims = it.claim("p1", "crm");
        Claim known = claims.get(0);
        Claim unknown = claims.get(1);

        assertThat(it.queue.releaseAllBut("p1", Set.of(known.deliveryId()))).isEqualTo(1);

        Claim again = it.claim("p3", "crm").get(0);
        assertThat(again.deliveryId()).isEqualTo(unknown.deliveryId());
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(it.claim("p3", "crm")).isEmpty();
        assertThat(it.queue.renew("p1", List.of(known), LEASE)).isEmpty();
        assertThat(it.queue.renew("p2", List.of(other), LEASE)).isEmpty();
        assertThat(it.queue.releaseAllBut("p4", Set.of())).isZero();
    }

    @Test
    void doesNotBringBackAnOutdatedRevisionThatIsReleased() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "crm");
        Claim old = it.claim("p1", "crm").get(0);
        it.rules = activity -> plan("crm");
        it.accept(record(id, "disposition", "B"), "crm");
        it.queue.release("p1", List.of(old));

        assertThat(it.states(first.id())).containsEntry("crm", DeliveryState.SUPERSEDED);
        assertThat(it.claim("p1", "crm")).extracting(Claim::revision).containsExactly(2);
    }

    @Test
    void doesNotBringBackAnOutdatedRevisionWhoseLeaseRanOut() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "crm");
        it.claim("p1", INSTANT, "crm");
        it.rules = activity -> plan("crm");
        it.accept(record(id, "disposition", "B"), "crm");

        assertThat(claimSoon("p2", "crm").revision()).isEqualTo(2);
        assertThat(it.states(first.id())).containsEntry("crm", DeliveryState.SUPERSEDED);
    }

    @Test
    void tellsADestinationThatFollowsAboutTheRevisionAfterAnExpiredLease() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.claim("p1", INSTANT, "crm");
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(claimSoon("p2", "crm").activityId()).isEqualTo(second.id());
    }

    // ---- never two of one record key

    @Test
    void neverHasTwoRevisionsOfOneRecordKeyInFlight() {
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        Claim first = it.claim("p1", "crm").get(0);
        it.rules = activity -> plan("crm");
        it.accept(record(id, "disposition", "B"), "crm");
        Accepted other = it.accept(record(newId()), "crm");

        assertThat(it.claim("p2", "crm")).extracting(Claim::activityId).containsExactly(other.id());
        it.deliver(first);
        assertThat(it.claim("p2", "crm")).extracting(Claim::revision).containsExactly(2);
    }

    @Test
    void isKeptFromOverlappingRevisionsByTheDatabaseItself() {
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.claim("p1", "crm");
        it.rules = activity -> plan("crm");
        it.accept(record(id, "disposition", "B"), "crm");

        Assertions.assertThatThrownBy(() -> it.execute("update delivery set state = 'in_flight'"))
                .isInstanceOf(SQLException.class);
    }

    // ---- when to look

    @Test
    void saysWhenTheNextDeliveryIsDue() {
        assertThat(it.queue.nextDue(Set.of("crm"))).isEmpty();
        assertThat(it.queue.nextDue(Set.of())).isEmpty();
        it.accept(record(newId()), "crm", "email");
        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBeforeOrEqualTo(Instant.now().plusSeconds(1));

        Claim crm = it.claim("p1", "crm").get(0);
        it.queue.settle(List.of(retry(crm, Duration.ofMinutes(30))));
        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBetween(Instant.now().plusSeconds(1_700), Instant.now().plusSeconds(1_900));
        assertThat(it.queue.nextDue(Set.of("crm", "email")).orElseThrow())
                .isBeforeOrEqualTo(Instant.now().plusSeconds(1));
        assertThat(it.queue.nextDue(Set.of("database"))).isEmpty();
    }

    @Test
    void saysWhenALeaseEndsWhileItHoldsOthersBack() {
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.claim("p1", Duration.ofMinutes(10), "crm");
        it.rules = activity -> plan("crm");
        it.accept(record(id, "disposition", "B"), "crm");

        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(700));
    }

    @Test
    void goesByTheDatabasesClock() {
        it.close();
        Clock wrong = Clock.fixed(Instant.parse("2031-01-01T00:00:00Z"), ZoneOffset.UTC);
        it = new LedgerFixture(database.settings(), new TestContent(), wrong);
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        assertThat(claim.leaseUntil()).isBefore(Instant.now().plus(LEASE).plusSeconds(60));
        it.queue.settle(List.of(retry(claim, Duration.ofMinutes(30))));

        assertThat(it.claim("p1", "crm")).isEmpty();
        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBetween(wrong.instant().plusSeconds(1_700), wrong.instant().plusSeconds(1_900));
    }

    @Test
    void waitsNoLongerBecauseTheClockWasSetBack() throws Exception {
        Accepted retried = it.accept(record(newId()), "crm");
        it.queue.settle(List.of(retry(it.claim("p1", "crm").get(0), Duration.ofMinutes(30))));
        Accepted replayed = it.accept(record(newId()), "email");
        it.queue.settle(List.of(parked(it.claim("p1", "email").get(0))));
        it.execute("update delivery set claimed_at = claimed_at - 86400000 where destination = 'email'");
        Repairs repairs = it.open.repairs();
        repairs.replay(
                new Repairs.Replay(new FilterBuilder().destination("email").build(), false, null, repairs.now()),
                9,
                "me");
        it.accept(record(newId()), "database");
        it.accept(record(newId()), "webhook");
        Claim held = it.claim("p1", "webhook").get(0);
        AtomicLong monotonic = new AtomicLong();
        ClockSteps clock = new ClockSteps(it.open.database(), monotonic::get);
        clock.follow(LEASE, Set::of);

        setBack(Duration.ofHours(1));
        monotonic.addAndGet(Duration.ofSeconds(1).toNanos());
        clock.follow(LEASE, it.open.destinations()::awaited);
        assertThat(it.claim("p2", "database")).as("nobody noticed a step").isEmpty();
        monotonic.addAndGet(Duration.ofHours(1).toNanos());
        clock.follow(LEASE, it.open.destinations()::awaited);

        assertThat(it.claim("p2", "database")).hasSize(1);
        assertThat(it.claim("p2", "email")).extracting(Claim::activityId).containsExactly(replayed.id());
        assertThat(it.claim("p2", "crm")).as("its wait is not over").isEmpty();
        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBetween(Instant.now().plusSeconds(1_700), Instant.now().plusSeconds(1_900));
        assertThat(it.queue.nextDue(Set.of("webhook")).orElseThrow())
                .as("the end of the lease")
                .isBefore(Instant.now().plus(LEASE).plusSeconds(60));
        it.queue.release("p1", List.of(held));
        assertThat(it.claim("p2", "webhook")).hasSize(1);
        assertThat(it.states(retried.id())).containsEntry("crm", DeliveryState.PENDING);
    }

    @Test
    void leavesATimeAloneThatWasGivenAfterTheClockWasSetBack() throws Exception {
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        setBack(Duration.ofHours(1));
        it.queue.settle(List.of(retry(claim, Duration.ofHours(2))));
        it.open.destinations().followClock(LEASE);

        assertThat(it.queue.nextDue(Set.of("crm")).orElseThrow())
                .isBetween(Instant.now().plusSeconds(7_100), Instant.now().plusSeconds(7_300));
    }

    /** Nobody can move the database's clock; moving every time in the ledger the other way is the same. */
    private void setBack(Duration by) throws SQLException {
        long millis = by.toMillis();
        it.execute("update delivery set due_at = due_at + " + millis + ", lease_until = lease_until + " + millis
                + ", claimed_at = claimed_at + " + millis);
    }

    @Test
    void callsBackWhenSomethingMayBeDue() {
        List<Set<String>> told = new CopyOnWriteArrayList<>();
        it.queue.onDue(told::add);
        it.queue.onDue(destinations -> {
            throw new IllegalStateException("a listener that fails");
        });
        String id = newId();
        it.accept(record(newId()), "email", "database");
        Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly(Set.of("email", "database")));
        told.clear();
        it.accept(record(id, "disposition", "A"), "crm");
        Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly(Set.of("crm")));

        Claim first = it.claim("p1", "crm").get(0);
        told.clear();
        it.queue.settle(List.of(retry(first, Duration.ZERO)));
        assertThat(told).containsExactly(Set.of("crm"));

        Claim second = it.claim("p1", "crm").get(0);
        it.rules = activity -> plan("crm");
        told.clear();
        it.accept(record(id, "disposition", "B"), "crm");
        Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly(Set.of("crm")));
        told.clear();
        it.deliver(second); // frees the record key for the newer revision
        assertThat(told).containsExactly(Set.of("crm"));
        told.clear();
        it.deliver(it.claim("p1", "crm").get(0));
        assertThat(told).isEmpty();
    }

    // ---- help

    private Claim claimSoon(String owner, String destination) {
        return Awaitility.await()
                .until(() -> it.claim(owner, destination).stream().findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    private List<String> attempts(String deliveryId) throws SQLException {
        return it.open.database().read(session -> {
            List<String> attempts = new ArrayList<>();
            try (Statement statement = session.connection().createStatement();
                    ResultSet row = statement.executeQuery(
                            "select * from attempt where delivery_id = '" + deliveryId + "' order by number")) {
                while (row.next()) {
                    attempts.add(Stream.of("number", "mode", "outcome", "reason", "status_code", "detail", "took")
                            .map(column -> text(row, column))
                            .reduce((a, b) -> a + " " + b)
                            .orElseThrow());
                }
            }
            return attempts;
        });
    }

    private static String text(ResultSet row, String column) {
        try {
            return row.getString(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
