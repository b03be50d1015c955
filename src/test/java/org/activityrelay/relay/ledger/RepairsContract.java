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
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.activityrelay.relay.ledger.Deliveries.Item;
import org.activityrelay.relay.ledger.Repairs.Cancellation;
import org.activityrelay.relay.ledger.Repairs.Replay;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replaying, cancelling and routing again promise, on every database. */
abstract class RepairsContract {

    private static final int MANY = 1_000;

    private TestDatabase database;
    private LedgerFixture it;
    private Repairs repairs;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        database = database();
        reopen();
    }

    private void reopen() {
        if (it != null) {
            it.close();
        }
        it = new LedgerFixture(database.settings());
        repairs = it.open.repairs();
    }

    @AfterEach
    void close() {
        it.close();
    }

    // ---- looking

    @Test
    void showsEveryAttemptOfADeliveryAlsoAfterARestart() {
        Accepted accepted = it.accept(record("I-1", "service", "Billing"), "crm");
        Claim first = it.claim("p1", "crm").get(0);
        it.queue.settle(List.of(retry(first, Duration.ZERO)));
        it.queue.settle(List.of(parked(it.claim("p1", "crm").get(0))));
        reopen();

        Deliveries.Whole whole = it.open.deliveries().find(first.deliveryId()).orElseThrow();

        assertThat(whole.attempts()).extracting(Deliveries.Attempt::number).containsExactly(1, 2);
        Deliveries.Attempt attempt = whole.attempts().get(1);
        assertThat(attempt.outcome()).isEqualTo("rejected");
        assertThat(attempt.reason()).isEqualTo("http_400");
        assertThat(attempt.statusCode()).isEqualTo(500);
        assertThat(attempt.detail()).isEqualTo("detail");
        assertThat(attempt.took()).isEqualTo(12);
        assertThat(attempt.mode()).isEqualTo(Mode.LIVE);
        assertThat(attempt.startedAt()).isNotNull();
        assertThat(whole.item().activityId()).isEqualTo(accepted.id());
        assertThat(whole.item().interactionId()).isEqualTo("I-1");
        assertThat(whole.item().newest()).isTrue();
        assertThat(whole.item().service()).isEqualTo("billing");
        assertThat(it.open.deliveries().find("nope")).isEmpty();
    }

    @Test
    void listsWhatMatchesNewestRecordsFirstPageByPage() {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            records.add(0, it.accept(record(newId()), "crm", "email").id());
        }
        park("crm");

        for (DeliveryState state : new DeliveryState[] {DeliveryState.PARKED, null}) {
            DeliveryFilter filter = filter().destination("crm").state(state).build();
            List<String> seen = new ArrayList<>();
            String after = null;
            do {
                Deliveries.Page page = it.open.deliveries().list(filter, after, 2);
                page.items().forEach(item -> seen.add(item.activityId()));
                after = page.next();
            } while (after != null);
            assertThat(seen).isEqualTo(records);
        }
        DeliveryFilter pending = filter().state(DeliveryState.PENDING).build();
        assertThat(list(pending)).hasSize(5).extracting(Item::destination).containsOnly("email");
        assertThat(list(filter().build())).hasSize(10);
    }

    @Test
    void findsByEveryCriterion() {
        it.accept(record(newId(), "type", "chat", "service", "Sales", "disposition", "Sold"), "crm");
        Accepted other = it.accept(record(newId()), "crm");
        park("crm");
        Instant now = repairs.now();
        Instant hour = now.minusSeconds(3_600);

        assertThat(list(filter().type("CHAT").build())).hasSize(1);
        assertThat(list(filter().service("sales").build())).hasSize(1);
        assertThat(list(filter().disposition("SOLD").build())).hasSize(1);
        assertThat(list(filter().activityId(other.id()).build())).hasSize(1);
        assertThat(list(filter().reason("http_400").build())).hasSize(2);
        assertThat(list(filter().reason("http_500").build())).isEmpty();
        assertThat(list(filter().mode(Mode.LIVE).build())).hasSize(2);
        assertThat(list(filter().mode(Mode.DRY_RUN).build())).isEmpty();
        assertThat(list(filter().tenant("default").build())).hasSize(2);
        assertThat(list(filter().tenant("other").build())).isEmpty();
        assertThat(list(filter().destination("email").build())).isEmpty();
        assertThat(list(filter().received(hour, now.plusMillis(1)).build())).hasSize(2);
        assertThat(list(filter().received(null, hour).build())).isEmpty();
        assertThat(list(filter().ended(hour, now.plusMillis(1)).build())).hasSize(2);
        assertThat(list(filter().ended(now.plusSeconds(60), null).build())).isEmpty();
        assertThat(list(filter().due(hour, now.plusMillis(1)).build())).hasSize(2);
        assertThat(list(filter().due(null, hour).build())).isEmpty();
    }

    @Test
    void countsWhatWaitsForPeopleAndWhatIsUnderWay() {
        it.accept(record(newId()), "crm");
        park("crm");
        it.accept(record(newId()), "email");
        it.claim("p1", "email");
        it.accept(record(newId()), Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "h"));

        assertThat(it.open.deliveries().counts(null)).isEqualTo(new Deliveries.Counts(1, 1, 1));
        assertThat(it.open.deliveries().counts("default")).isEqualTo(new Deliveries.Counts(1, 1, 1));
        assertThat(it.open.deliveries().counts("other")).isEqualTo(new Deliveries.Counts(0, 0, 0));
    }

    // ---- replay

    @Test
    void deliversWhatWasParkedAgainUnderTheSameKeyWithNewTries() {
        it.accept(record(newId()), "crm");
        Claim first = it.claim("p1", "crm").get(0);
        it.queue.settle(List.of(retry(first, Duration.ZERO)));
        Claim second = it.claim("p1", "crm").get(0);
        it.queue.settle(List.of(parked(second)));

        Repairs.Done done = repairs.replay(parkedOnes(), MANY, "ops");

        assertThat(done.count()).isEqualTo(1);
        assertThat(done.more()).isFalse();
        Claim again = it.claim("p1", "crm").get(0);
        assertThat(again.deliveryId()).isEqualTo(first.deliveryId());
        assertThat(again.deliveryKey()).isEqualTo(first.deliveryKey());
        assertThat(again.attempt()).isEqualTo(3);
        assertThat(again.scheduled()).isEqualTo(1);
        assertThat(second.scheduled()).isEqualTo(2);
        assertThat(it.deliver(second)).containsExactly(first.deliveryId());
        assertThat(it.deliver(again)).isEmpty();
        Deliveries.Whole whole = it.open.deliveries().find(first.deliveryId()).orElseThrow();
        assertThat(whole.attempts()).hasSize(3);
        assertThat(whole.item().replayedAt()).isNotNull();
    }

    @Test
    void auditsOneDeedForAllItsTransactions() {
        int many = 2 * Rows.MOST + 7;
        store(many, "crm");
        park("crm");

        Repairs.Done done = repairs.replay(
                new Replay(filter().destination("crm").type("voice").build(), false, null, repairs.now()), MANY, "ops");

        assertThat(done.count()).isEqualTo(many);
        List<Audit.Noted> noted = it.audit.list(null, 10);
        assertThat(noted).hasSize(1);
        assertThat(noted.get(0).id()).isEqualTo(done.audit());
        assertThat(noted.get(0).deed().who()).isEqualTo("ops");
        assertThat(noted.get(0).deed().action()).isEqualTo("replay");
        assertThat(noted.get(0).deed().count()).isEqualTo(many);
        assertThat(noted.get(0).deed().filter().toString()).isEqualTo("{\"destination\":\"crm\",\"type\":\"voice\"}");
    }

    @Test
    void doesNoMoreThanAllowedAndTheOldestFirst() {
        List<String> records = store(5, "crm");
        park("crm");

        Repairs.Done done = repairs.replay(parkedOnes(), 3, "ops");

        assertThat(done.count()).isEqualTo(3);
        assertThat(done.more()).isTrue();
        assertThat(it.claim("p1", "crm"))
                .extracting(Claim::activityId)
                .containsExactlyElementsOf(records.subList(0, 3));
        assertThat(repairs.replay(parkedOnes(), 3, "ops")).isEqualTo(new Repairs.Done(2, false, lastDeed()));
    }

    @Test
    void leavesWhatWasDeliveredAloneUnlessAskedAndSaysWhatThatDoes() {
        it.following.add("crm");
        store(3, "crm", "email");
        it.queue.settle(it.claim("p1", "crm", "email").stream()
                .map(LedgerFixture::delivered)
                .toList());

        assertThat(repairs.forecast(parkedOnes()).count()).isZero();
        assertThat(repairs.replay(parkedOnes(), MANY, "ops").count()).isZero();
        assertThat(it.audit.list(null, 10)).isEmpty();

        Replay all = new Replay(filter().build(), true, null, repairs.now());
        Repairs.Forecast forecast = repairs.forecast(all);
        assertThat(forecast.count()).isEqualTo(6);
        assertThat(forecast.overwritten()).isEqualTo(Map.of("crm", 3));
        assertThat(forecast.sentAgain()).isEqualTo(Map.of("email", 3));
        assertThat(forecast.sample()).hasSize(6);
        assertThat(repairs.replay(all, MANY, "ops").count()).isEqualTo(6);
        assertThat(it.claim("p1", "crm", "email")).hasSize(6);
    }

    @Test
    void leavesWhatWasDeliveredAloneAlsoWhenTheFilterNamesThatState() {
        store(2, "crm");
        it.queue.settle(
                it.claim("p1", "crm").stream().map(LedgerFixture::delivered).toList());
        DeliveryFilter delivered = filter().state(DeliveryState.DELIVERED).build();
        Replay refused = new Replay(delivered, false, null, repairs.now());

        assertThat(repairs.forecast(refused).count()).isZero();
        assertThat(repairs.forecast(refused).stillInDryRun()).isEmpty();
        assertThat(repairs.replay(refused, MANY, "ops")).isEqualTo(new Repairs.Done(0, false, null));
        assertThat(it.claim("p1", "crm")).isEmpty();

        assertThat(repairs.replay(new Replay(delivered, true, null, repairs.now()), MANY, "ops")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void repeatsNothingThatItReplayedAlreadyWhenItIsRunAgainAfterACrash() {
        store(2, "crm");
        it.queue.settle(
                it.claim("p1", "crm").stream().map(LedgerFixture::delivered).toList());
        Replay all = new Replay(filter().build(), true, null, repairs.now());
        assertThat(repairs.replay(all, 1, "ops").count()).isEqualTo(1);
        it.queue.settle(
                it.claim("p1", "crm").stream().map(LedgerFixture::delivered).toList());
        reopen();

        assertThat(repairs.forecast(all).count()).isEqualTo(1);
        assertThat(repairs.replay(all, MANY, "ops").count()).isEqualTo(1);
        assertThat(it.claim("p1", "crm")).hasSize(1).extracting(Claim::attempt).containsExactly(2);
    }

    @Test
    void deliversWhatWasOnlyRecordedOnceItsDestinationIsLive() {
        it.modes.put("crm", Mode.DRY_RUN);
        it.modes.put("email", Mode.DRY_RUN);
        store(2, "crm", "email");
        it.claim("p1", "crm", "email").forEach(this::recorded);
        it.modes.put("crm", Mode.LIVE);
        Replay recorded = new Replay(filter().mode(Mode.DRY_RUN).build(), false, null, repairs.now());

        Repairs.Forecast forecast = repairs.forecast(recorded);
        assertThat(forecast.count()).isEqualTo(2);
        assertThat(forecast.stillInDryRun()).containsExactly("email");
        assertThat(forecast.overwritten()).isEmpty();
        assertThat(forecast.sentAgain()).isEmpty();
        assertThat(repairs.replay(recorded, MANY, "ops").count()).isEqualTo(2);

        List<Claim> claims = it.claim("p1", "crm", "email");
        assertThat(claims).extracting(Claim::destination).containsExactly("crm", "crm");
        assertThat(list(filter().state(DeliveryState.IN_FLIGHT).build()))
                .extracting(Item::mode)
                .containsOnly(Mode.LIVE);
    }

    @Test
    void mailsThoseAgainWhoHadItOnlyWhenAllHadIt() {
        JsonNode progress = new JsonMapper().createObjectNode().put("accepted", "a@example.com");
        it.accept(record(newId()), "email");
        it.queue.settle(List.of(with(progress, parked(it.claim("p1", "email").get(0)))));
        repairs.replay(parkedOnes(), MANY, "ops");
        Claim rest = it.claim("p1", "email").get(0);
        assertThat(rest.progress()).isEqualTo(progress);

        it.queue.settle(List.of(with(progress, delivered(rest))));
        repairs.replay(new Replay(filter().build(), true, null, repairs.now()), MANY, "ops");
        assertThat(it.claim("p1", "email").get(0).progress()).isNull();
    }

    @Test
    void replaysOneDeliveryOnly() {
        store(3, "crm");
        park("crm");
        String one = list(filter().build()).get(1).id();

        assertThat(repairs.replay(new Replay(filter().build(), false, one, repairs.now()), MANY, "ops")
                        .count())
                .isEqualTo(1);
        assertThat(it.claim("p1", "crm")).extracting(Claim::deliveryId).containsExactly(one);
    }

    @Test
    void replaysTheNewestRevisionOnly() {
        it.rules = activity -> plan("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.deliver(it.claim("p1", "crm").get(0));
        it.accept(record(id, "disposition", "B"), "crm");
        it.deliver(it.claim("p1", "crm").get(0));

        Replay all = new Replay(filter().build(), true, null, repairs.now());
        assertThat(repairs.forecast(all).count()).isEqualTo(1);
        assertThat(repairs.forecast(all).outdated()).isEqualTo(1);
        repairs.replay(all, MANY, "ops");

        assertThat(it.claim("p1", "crm")).extracting(Claim::revision).containsExactly(2);
    }

    @Test
    void losesAgainstANewerRevisionThatCameMeanwhile() throws Exception {
        it.rules = activity -> plan("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.deliver(it.claim("p1", "crm").get(0));
        List<Item> chosen = list(filter().build());
        it.accept(record(id, "disposition", "B"), "crm");

        assertThat(apply(chosen)).isZero();
        assertThat(it.claim("p1", "crm")).extracting(Claim::revision).containsExactly(2);
    }

    @Test
    void losesAgainstAClaim() throws Exception {
        it.accept(record(newId()), "crm");
        List<Item> chosen = list(filter().build());
        Claim claim = it.claim("p1", "crm").get(0);

        assertThat(apply(chosen)).isZero();
        assertThat(it.deliver(claim)).isEmpty();
        assertThat(it.claim("p1", "crm")).isEmpty();
    }

    @Test
    void happensOnceWhenTwoAskAtOnce() throws Exception {
        store(400, "crm");
        park("crm");
        Replay same = parkedOnes();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Repairs.Done>> both = List.of(
                threads.submit(() -> repairs.replay(same, MANY, "a")),
                threads.submit(() -> repairs.replay(same, MANY, "b")));

        int done = both.get(0).get().count() + both.get(1).get().count();

        threads.shutdown();
        assertThat(done).isEqualTo(400);
        assertThat(it.queue.claim("p1", Map.of("crm", MANY), LEASE)).hasSize(400);
        assertThat(it.audit.list(null, 10).stream()
                        .mapToInt(noted -> noted.deed().count())
                        .sum())
                .isEqualTo(400);
    }

    @Test
    void racesWithNewerRevisionsWithoutEverSendingAnOldOne() throws Exception {
        it.rules = activity -> plan("crm");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ids.add(newId());
            it.accept(record(ids.get(i), "disposition", "A"), "crm");
        }
        it.queue.settle(it.queue.claim("p1", Map.of("crm", MANY), LEASE).stream()
                .map(LedgerFixture::delivered)
                .toList());
        ExecutorService threads = Executors.newFixedThreadPool(1);
        Replay all = new Replay(filter().build(), true, null, repairs.now());
        Future<Repairs.Done> replaying = threads.submit(() -> repairs.replay(all, MANY, "ops"));
        List<CompletableFuture<Accepted>> newer = ids.stream()
                .map(id -> it.ledger.accept(submission(record(id, "disposition", "B"), plan("crm"))))
                .toList();
        newer.forEach(CompletableFuture::join);
        replaying.get();
        threads.shutdown();

        List<Claim> claims = it.queue.claim("p1", Map.of("crm", MANY), LEASE);
        assertThat(claims).hasSize(150).extracting(Claim::revision).containsOnly(2);
    }

    @Test
    void tellsADestinationThatHoldsTheRecordAboutARevisionThatOvertakesItsReplay() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.deliver(it.claim("p1", "crm").get(0));
        repairs.replay(new Replay(filter().build(), true, null, repairs.now()), MANY, "ops");
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.claim("p1", "crm")).extracting(Claim::activityId).containsExactly(second.id());
    }

    // ---- cancel

    @Test
    void takesBackWhatIsNotDelivered() {
        Accepted parked = it.accept(record(newId()), "crm");
        park("crm");
        Accepted pending = it.accept(record(newId()), "crm");
        Accepted delivered = it.accept(record(newId()), "email");
        it.deliver(it.claim("p1", "email").get(0));

        Cancellation all = new Cancellation(filter().build(), null, repairs.now());
        assertThat(repairs.forecast(all).count()).isEqualTo(2);
        assertThat(repairs.cancel(all, MANY, "ops").count()).isEqualTo(2);

        assertThat(it.states(parked.id())).containsEntry("crm", DeliveryState.CANCELLED);
        assertThat(it.states(pending.id())).containsEntry("crm", DeliveryState.CANCELLED);
        assertThat(it.states(delivered.id())).containsEntry("email", DeliveryState.DELIVERED);
        assertThat(it.claim("p1", "crm")).isEmpty();
        assertThat(it.audit.list(null, 10).get(0).deed().action()).isEqualTo("cancel");
    }

    @Test
    void doesNotRepeatWhatIsCancelledInFlight() {
        Accepted failing = it.accept(record(newId()), "crm");
        Accepted refused = it.accept(record(newId()), "crm");
        Accepted good = it.accept(record(newId()), "crm");
        Accepted unbegun = it.accept(record(newId()), "crm");
        List<Claim> claims = it.claim("p1", "crm");

        Cancellation all = new Cancellation(filter().build(), null, repairs.now());
        assertThat(repairs.cancel(all, MANY, "ops").count()).isEqualTo(4);
        assertThat(repairs.cancel(all, MANY, "ops").count()).isZero();
        assertThat(it.open
                        .deliveries()
                        .find(claims.get(0).deliveryId())
                        .orElseThrow()
                        .cancelling())
                .isTrue();
        it.queue.settle(List.of(retry(claims.get(0), Duration.ZERO), parked(claims.get(1)), delivered(claims.get(2))));
        it.queue.release("p1", List.of(claims.get(3)));

        assertThat(it.states(failing.id())).containsEntry("crm", DeliveryState.CANCELLED);
        assertThat(it.states(refused.id())).containsEntry("crm", DeliveryState.CANCELLED);
        assertThat(it.states(good.id())).containsEntry("crm", DeliveryState.DELIVERED);
        assertThat(it.states(unbegun.id())).containsEntry("crm", DeliveryState.CANCELLED);
        assertThat(it.claim("p1", "crm")).isEmpty();
    }

    @Test
    void bringsBackWhatWasCancelledWhenAskedForIt() {
        it.accept(record(newId()), "crm");
        it.claim("p1", "crm");
        repairs.cancel(new Cancellation(filter().build(), null, repairs.now()), MANY, "ops");
        it.queue.release("p1", List.of());
        Claim held = claimOf("crm");
        it.queue.settle(List.of(parked(held)));

        assertThat(repairs.replay(parkedOnes(), MANY, "ops").count()).isZero();
        Replay cancelled = new Replay(filter().state(DeliveryState.CANCELLED).build(), false, null, repairs.now());
        assertThat(repairs.replay(cancelled, MANY, "ops").count()).isEqualTo(1);
        it.queue.settle(List.of(parked(it.claim("p1", "crm").get(0))));
        assertThat(list(filter().build())).extracting(Item::state).containsExactly(DeliveryState.PARKED);
    }

    // ---- reroute

    @Test
    void routesWhatNoRuleWantedByTheRulesThatRunNow() {
        it.rules = activity -> Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "old");
        for (int i = 0; i < 300; i++) {
            it.ledger.accept(submission(record(newId()), it.rules.apply(null)));
        }
        Accepted chat = it.accept(record(newId(), "type", "chat"), it.rules.apply(null));
        it.rules = activity -> activity.type().equals("chat")
                ? Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "new")
                : plan("crm", "email");

        Repairs.RerouteForecast forecast = repairs.forecast(unrouted(null));
        assertThat(forecast.count()).isEqualTo(301);
        assertThat(forecast.sample()).hasSize(10).allSatisfy(candidate -> assertThat(candidate.destinations())
                .containsExactly("crm", "email"));
        Repairs.Rerouted rerouted = repairs.reroute(unrouted(null), MANY, "ops");

        assertThat(rerouted.asked()).isEqualTo(301);
        assertThat(rerouted.routed()).isEqualTo(300);
        assertThat(rerouted.added()).isEqualTo(600);
        assertThat(rerouted.more()).isFalse();
        assertThat(it.audit.list(null, 10)).hasSize(1).first().satisfies(noted -> assertThat(
                        noted.deed().count())
                .isEqualTo(300));
        assertThat(it.records.find(chat.id()).orElseThrow().status()).isEqualTo(ActivityStatus.UNROUTED);
        assertThat(repairs.reroute(unrouted(null), MANY, "ops").added()).isZero();
    }

    @Test
    void addsToRoutedRecordsWhatTheyLackAndRepeatsNothingDelivered() {
        Accepted accepted = it.accept(record(newId()), "crm");
        it.deliver(it.claim("p1", "crm").get(0));
        it.rules = activity -> plan("crm", "email");
        RecordFilter routed =
                new RecordFilter(null, null, ActivityStatus.ROUTED, null, null, null, "VOICE", null, null);

        assertThat(repairs.reroute(routed, MANY, "ops").added()).isEqualTo(1);
        assertThat(it.states(accepted.id()))
                .containsEntry("crm", DeliveryState.DELIVERED)
                .containsEntry("email", DeliveryState.PENDING);
    }

    @Test
    void routesNoMoreRecordsThanAllowed() {
        it.rules = activity -> Plan.unrouted(UnroutedReason.NO_RULE_MATCHED, null, null, "old");
        for (int i = 0; i < 5; i++) {
            it.accept(record(newId()), it.rules.apply(null));
        }
        it.rules = activity -> plan("crm");

        assertThat(repairs.reroute(unrouted(null), 5, "ops").more()).isFalse();
        it.rules = activity -> plan("crm", "email");
        RecordFilter routed = new RecordFilter(null, null, ActivityStatus.ROUTED, null, null, null, null, null, null);
        Repairs.Rerouted some = repairs.reroute(routed, 3, "ops");
        assertThat(some.asked()).isEqualTo(3);
        assertThat(some.more()).isTrue();
    }

    @Test
    void leavesRecordsThatWereSetAsideForWhatTheyAreUnlessTheirReasonIsNamed() {
        it.accept(record(newId()), Plan.unrouted(UnroutedReason.SUSPICIOUS_ID, null, null, "h"));
        it.rules = activity -> plan("crm");

        assertThat(repairs.forecast(unrouted(null)).count()).isZero();
        assertThat(repairs.reroute(unrouted("suspicious_id"), MANY, "ops").added())
                .isEqualTo(1);
    }

    // ---- a destination that is gone

    @Test
    void findsWhatWaitsForADestinationAsLongAsThatIsGone() {
        String waiting = waitsBesideWhatHasEnded();
        it.missing.addAll(List.of("crm", "email"));

        for (DeliveryState state : new DeliveryState[] {DeliveryState.PENDING, null}) {
            List<Item> found = list(gone().state(state).build());
            assertThat(found).extracting(Item::activityId).containsOnly(waiting);
            assertThat(found).extracting(Item::destination).containsExactlyInAnyOrder("crm", "email");
            assertThat(found).extracting(Item::reason).containsOnly("destination_missing");
        }
        assertThat(list(gone().destination("crm").build())).hasSize(1);
        assertThat(list(gone().state(DeliveryState.PARKED).build())).isEmpty();
        assertThat(list(filter().reason("connection_timeout").build()))
                .as("how its last attempt ended is not what it waits for")
                .isEmpty();
        assertThat(list(filter().reason("http_400").build())).hasSize(1);

        it.missing.remove("email");
        assertThat(list(gone().build())).extracting(Item::destination).containsExactly("crm");
        assertThat(list(filter().reason("connection_timeout").build()))
                .extracting(Item::destination)
                .containsExactly("email");
        it.missing.clear();
        assertThat(list(gone().build())).isEmpty();
    }

    @Test
    void findsPageByPageWhatWaitsForADestinationThatIsGone() {
        List<String> records = store(5, "crm", "email");
        it.missing.add("crm");

        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            Deliveries.Page page = it.open.deliveries().list(gone().build(), after, 2);
            page.items().forEach(item -> seen.add(0, item.activityId()));
            after = page.next();
        } while (after != null);
        assertThat(seen).isEqualTo(records);
    }

    @Test
    void forgetsThatADestinationWasGoneWhenItIsBack() {
        it.accept(record(newId()), "crm");
        Claim claim = it.claim("p1", "crm").get(0);
        it.queue.settle(
                List.of(LedgerFixture.settlement(claim, DeliveryState.PENDING, LEASE, "retry", "destination_missing")));

        assertThat(list(gone().build())).isEmpty();
        assertThat(list(filter().build())).extracting(Item::reason).containsOnlyNulls();
        repairs.cancel(new Cancellation(filter().build(), null, repairs.now()), MANY, "ops");
        assertThat(list(gone().state(DeliveryState.CANCELLED).build()))
                .as("how the last attempt ended")
                .extracting(Item::reason)
                .containsExactly("destination_missing");
    }

    @Test
    void repairsWhatWaitsForADestinationThatIsGone() {
        String waiting = waitsBesideWhatHasEnded();
        it.missing.add("crm");

        Replay replay = new Replay(gone().build(), false, null, repairs.now());
        assertThat(repairs.forecast(replay).sample())
                .extracting(Item::activityId, Item::reason)
                .containsExactly(tuple(waiting, "destination_missing"));
        assertThat(repairs.replay(replay, MANY, "ops").count()).isEqualTo(1);

        it.rules = activity -> plan("database");
        RecordFilter routed = new RecordFilter(
                null, null, ActivityStatus.ROUTED, "destination_missing", null, null, null, null, null);
        assertThat(repairs.forecast(routed).sample())
                .extracting(Repairs.Candidate::activityId)
                .containsExactly(waiting);
        assertThat(repairs.reroute(routed, MANY, "ops").added()).isEqualTo(1);
        assertThat(it.states(waiting)).containsEntry("database", DeliveryState.PENDING);

        Cancellation cancellation = new Cancellation(gone().build(), null, repairs.now());
        assertThat(repairs.forecast(cancellation).count()).isEqualTo(1);
        assertThat(repairs.cancel(cancellation, MANY, "ops").count()).isEqualTo(1);
        assertThat(it.states(waiting))
                .containsEntry("crm", DeliveryState.CANCELLED)
                .containsEntry("email", DeliveryState.PENDING);
        assertThat(it.audit.list(null, 1).get(0).deed().filter().path("reason").asText())
                .isEqualTo("destination_missing");

        assertThat(repairs.forecast(cancellation).count()).isZero();
        assertThat(repairs.forecast(routed).count()).isZero();
    }

    /** One delivered and one parked; and one that waits for both destinations, for one of them after a failure. */
    private String waitsBesideWhatHasEnded() {
        it.accept(record(newId()), "crm");
        it.deliver(it.claim("p1", "crm").get(0));
        it.accept(record(newId()), "crm");
        park("crm");
        String waiting = it.accept(record(newId()), "crm", "email").id();
        it.queue.settle(List.of(retry(it.claim("p1", "email").get(0), LEASE)));
        return waiting;
    }

    private static FilterBuilder gone() {
        return filter().reason("destination_missing");
    }

    // ---- help

    private RecordFilter unrouted(String reason) {
        return new RecordFilter(null, null, ActivityStatus.UNROUTED, reason, null, null, null, null, null);
    }

    private int apply(List<Item> chosen) throws Exception {
        RepairStore store = new RepairStore(
                new DestinationTraits() {
                    @Override
                    public boolean follows(String destination) {
                        return true;
                    }

                    @Override
                    public Mode mode(String destination) {
                        return Mode.LIVE;
                    }
                },
                null);
        return it.open.database().write(session -> store.replay(session, chosen, repairs.now()));
    }

    private Replay parkedOnes() {
        return new Replay(filter().build(), false, null, repairs.now());
    }

    private List<Item> list(DeliveryFilter filter) {
        return it.open.deliveries().list(filter, null, 200).items();
    }

    private String lastDeed() {
        return it.audit.list(null, 1).get(0).id();
    }

    private List<String> store(int records, String... destinations) {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            answers.add(it.ledger.accept(submission(record(newId()), plan(destinations))));
        }
        return answers.stream().map(answer -> answer.join().id()).toList();
    }

    private void park(String destination) {
        it.queue.settle(it.queue.claim("p1", Map.of(destination, MANY), LEASE).stream()
                .map(LedgerFixture::parked)
                .toList());
    }

    private Claim claimOf(String destination) {
        Item item = list(filter().destination(destination).build()).get(0);
        return new Claim(
                item.id(),
                item.activityId(),
                destination,
                "",
                null,
                null,
                1,
                item.attempts(),
                1,
                null,
                null,
                null,
                null,
                null);
    }

    private void recorded(Claim claim) {
        Settlement live = delivered(claim);
        it.queue.settle(List.of(new Settlement(
                live.deliveryId(),
                live.attempt(),
                live.next(),
                null,
                Mode.DRY_RUN,
                live.outcome(),
                null,
                null,
                null,
                null,
                null,
                null,
                live.startedAt(),
                live.took())));
    }

    private static Settlement with(JsonNode progress, Settlement other) {
        return new Settlement(
                other.deliveryId(),
                other.attempt(),
                other.next(),
                other.retryIn(),
                other.mode(),
                other.outcome(),
                other.reason(),
                other.detail(),
                other.statusCode(),
                other.externalId(),
                other.externalUrl(),
                progress,
                other.startedAt(),
                other.took());
    }

    private static FilterBuilder filter() {
        return new FilterBuilder();
    }
}
