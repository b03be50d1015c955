package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.delivered;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.parked;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.planned;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.retry;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Decision;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.UnroutedReason;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What storing records promises, on every database. */
abstract class LedgerContract {

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

    // ---- what is stored

    @Test
    void keepsARecordWithItsPlanAndTheBytesAsSent() {
        String id = newId();
        Activity activity = record(id, "disposition", "Product sold", "startTime", 1763720000000L);
        Accepted accepted = it.accept(activity, "database", "crm");

        assertThat(accepted.interactionId()).isEqualTo(id);
        assertThat(accepted.revision()).isEqualTo(1);
        assertThat(accepted.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(accepted.duplicate()).isFalse();
        Records.StoredActivity stored = it.records.find(accepted.id()).orElseThrow();
        assertThat(stored.canonical()).isEqualTo(activity.json());
        assertThat(stored.original()).isEqualTo(activity.json().toString().getBytes(StandardCharsets.UTF_8));
        assertThat(stored.intake()).isEqualTo("http");
        assertThat(stored.principal()).isEqualTo("me");
        assertThat(stored.revision()).isEqualTo(1);
        assertThat(stored.latestRevision()).isEqualTo(1);
        assertThat(stored.configurationHash()).isEqualTo("hash");
        assertThat(stored.deliveries()).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
            assertThat(delivery.attempts()).isZero();
            assertThat(delivery.arguments()).containsEntry("table", delivery.destination());
            assertThat(delivery.decision()).isEqualTo(new Decision("routing", "3-routing.camel.yaml", 7, 5));
            assertThat(delivery.mode()).isEqualTo(Mode.LIVE);
        });
    }

    @Test
    void keepsTextThatDatabasesDoNotLike() {
        String nasty = "O'Brien \"x\" <b>\n\t\\ é 漢 \uD83D\uDE00 end";
        Activity activity = record(newId(), "description", nasty);
        Accepted accepted = it.accept(activity, "database");

        assertThat(it.records
                        .find(accepted.id())
                        .orElseThrow()
                        .canonical()
                        .get("description")
                        .asText())
                .isEqualTo(nasty);
    }

    @Test
    void keepsPlansWithNulCharactersAndLoneSurrogates() {
        Plan plan = Plan.unrouted(UnroutedReason.ROUTING_FAILED, "a\u0000b\uD800c", null, "hash");
        Accepted accepted = it.accept(record(newId()), plan);

        assertThat(it.records.find(accepted.id()).orElseThrow().unroutedDetail())
                .isEqualTo("a\uFFFDb\uFFFDc");
    }

    @Test
    void keepsEveryDigitOfANumber() throws Exception {
        ObjectNode json = (ObjectNode) new JsonMapper()
                .readTree("{\"interactionId\":\"" + newId() + "\",\"tenant\":\"t\",\"kind\":\"interaction\"}");
        json.put("big", new java.math.BigDecimal("12345678901234567890.12345678901234567890"));
        json.put("scale", new java.math.BigDecimal("1.50"));
        Accepted accepted = it.accept(Activity.of(json), "database");

        assertThat(it.records.find(accepted.id()).orElseThrow().canonical().toString())
                .isEqualTo(json.toString());
    }

    @Test
    void keepsARecordOfWhichOnlyTheLeastIsKnown() {
        ObjectNode json = new JsonMapper().createObjectNode().put("interactionId", newId());
        Submission least = new Submission(Activity.of(json), null, null, null, plan("database"));
        Accepted accepted = it.ledger.accept(least).join();

        Records.StoredActivity stored = it.records.find(accepted.id()).orElseThrow();
        assertThat(stored.canonical()).isEqualTo(json);
        assertThat(stored.original()).isNull();
        assertThat(stored.intake()).isNull();
        assertThat(it.claim("p", "database")).hasSize(1);
    }

    @Test
    void keepsAnUnroutedRecordWithItsReason() {
        Plan failed = Plan.unrouted(
                UnroutedReason.ROUTING_FAILED,
                "null at line 9",
                new Decision("routing", "3-routing.yaml", 9, null),
                "h2");
        Accepted accepted = it.accept(record(newId()), failed);

        assertThat(accepted.status()).isEqualTo(ActivityStatus.UNROUTED);
        Records.StoredActivity stored = it.records.find(accepted.id()).orElseThrow();
        assertThat(stored.unroutedReason()).isEqualTo("routing_failed");
        assertThat(stored.unroutedDetail()).isEqualTo("null at line 9");
        assertThat(stored.failedAt()).isEqualTo(failed.failedAt());
        assertThat(stored.deliveries()).isEmpty();
    }

    @Test
    void givesIdsThatGrow() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(it.accept(record(newId()), "database").id());
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void answersRecordsOfManySendersAtOnce() {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(it.ledger.accept(submission(record(newId()), plan("database", "crm"))));
        }
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().duplicate()).isFalse());
        assertThat(it.claim("p", "database")).hasSize(100);
    }

    @Test
    void refusesAtOnceWhatIsMoreThanMayWaitAndStoresTheRest() {
        int most = LedgerFixture.settings(null, null, null).waitingRecords();
        List<CompletableFuture<Accepted>> refused = new ArrayList<>();
        List<CompletableFuture<Accepted>> waiting = new ArrayList<>();

        it.whileTheWriterWaits(() -> {
            for (int i = 0; i < most + 10; i++) {
                CompletableFuture<Accepted> answer = it.ledger.accept(submission(record(newId()), plan("database")));
                (answer.isCompletedExceptionally() ? refused : waiting).add(answer);
            }
        });

        assertThat(refused).as("besides the one that holds the writer").hasSize(11);
        assertThat(refused).allSatisfy(answer -> assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(LedgerUnavailableException.class));
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().duplicate()).isFalse());
        assertThat(it.accept(record(newId()), "database").duplicate()).isFalse();
    }

    @Test
    void findsNothingUnderSomethingThatIsNoId() {
        assertThat(it.records.find("nonsense")).isEmpty();
        assertThat(it.records.find("00000000-0000-7000-8000-000000000000")).isEmpty();
        assertThat(it.records.find(null)).isEmpty();
    }

    // ---- duplicates

    @Test
    void answersADuplicateWithTheOriginal() {
        String id = newId();
        Accepted original = it.accept(record(id, "disposition", "Sold"), "database");
        Accepted again = it.accept(record(id, "disposition", "Sold"), "database");

        assertThat(again).isEqualTo(new Accepted(original.id(), id, 1, ActivityStatus.ROUTED, true));
        assertThat(it.states(original.id())).hasSize(1);
    }

    @Test
    void takesIdsThatDifferInCaseAsTheSame() {
        String id = newId();
        Accepted original = it.accept(record(id.toUpperCase()), "database");
        Accepted again = it.accept(record(id.toLowerCase()), "database");

        assertThat(again.duplicate()).isTrue();
        assertThat(again.id()).isEqualTo(original.id());
        assertThat(again.interactionId()).isEqualTo(id.toUpperCase());
    }

    @Test
    void takesAnotherOrderOfFieldsAsTheSame() {
        String id = newId();
        it.accept(record(id, "disposition", "Sold", "service", "Sales"), "database");

        assertThat(it.accept(record(id, "service", "Sales", "disposition", "Sold"), "database")
                        .duplicate())
                .isTrue();
    }

    @Test
    void keepsTenantsAndKindsApart() {
        String id = newId();
        assertThat(it.accept(record(id), "database").duplicate()).isFalse();
        assertThat(it.accept(record(id, "tenant", "other"), "database").duplicate())
                .isFalse();
        assertThat(it.accept(record(id, "kind", "recording"), "database").duplicate())
                .isFalse();
    }

    @Test
    void findsTheSameRecordTwiceInOneBatch() {
        String id = newId();
        List<CompletableFuture<Accepted>> answers = inOneBatch(record(id), record(newId()), record(id), record(id));

        assertThat(answers.stream().map(answer -> answer.join().duplicate())).containsExactly(false, false, true, true);
        assertThat(answers.get(2).join().id()).isEqualTo(answers.get(0).join().id());
    }

    @Test
    void findsADuplicateOfAnyRevision() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "database");
        Accepted correction = it.accept(record(id, "disposition", "B"), "database");
        Accepted again = it.accept(record(id, "disposition", "A"), "database");

        assertThat(again.duplicate()).isTrue();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(it.records.find(first.id()).orElseThrow().latestRevision()).isEqualTo(2);
        assertThat(it.records.find(correction.id()).orElseThrow().deliveries())
                .allMatch(delivery -> delivery.state() == DeliveryState.PENDING);
    }

    /** docs/decisions/0006: how a sender goes back to what there was before. */
    @Test
    void takesAContentThatComesBackWithSomethingNewAsTheNextRevision() {
        String id = newId();
        it.accept(record(id, "disposition", "A"), "database");
        it.accept(record(id, "disposition", "B"), "database");

        Accepted back = it.accept(record(id, "disposition", "A", "savedAt", 1763720345000L), "database");

        assertThat(back.duplicate()).isFalse();
        assertThat(back.revision()).isEqualTo(3);
        assertThat(it.records
                        .find(back.id())
                        .orElseThrow()
                        .canonical()
                        .get("disposition")
                        .asText())
                .isEqualTo("A");
    }

    @Test
    void takesAPoorerCopyThroughAnotherDoorAsADuplicate() {
        String id = newId();
        Accepted rich = it.accept(record(id, "disposition", "Sold", "service", "Sales"), "database");
        Accepted poor = it.accept(record(id, "disposition", "Sold"), "database");

        assertThat(poor.duplicate()).isTrue();
        assertThat(poor.id()).isEqualTo(rich.id());
        assertThat(it.routed).isEmpty();
    }

    @Test
    void findsADuplicateOfWhatAMergeMade() {
        String id = newId();
        it.accept(record(id, "service", "Sales"), "database");
        Accepted merged = it.accept(record(id, "disposition", "Sold"), "database");
        Accepted whole = it.accept(record(id, "service", "Sales", "disposition", "Sold"), "database");

        assertThat(merged.revision()).isEqualTo(2);
        assertThat(whole.duplicate()).isTrue();
        assertThat(whole.id()).isEqualTo(merged.id());
    }

    // ---- revisions

    @Test
    void storesOtherContentAsTheNextRevision() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A", "service", "Sales"), "database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        Records.StoredActivity stored = it.records.find(second.id()).orElseThrow();
        assertThat(stored.canonical().get("service").asText()).isEqualTo("Sales");
        assertThat(stored.canonical().get("disposition").asText()).isEqualTo("B");
        assertThat(it.records.find(first.id()).orElseThrow().latestRevision()).isEqualTo(2);
    }

    @Test
    void erasesWhatIsExplicitlyNull() {
        String id = newId();
        it.accept(record(id, "disposition", "A", "description", "wrong"), "database");
        ObjectNode json = record(id).json().deepCopy();
        json.putNull("description");
        Accepted second = it.accept(Activity.of(json), "database");

        assertThat(second.revision()).isEqualTo(2);
        JsonNode canonical = it.records.find(second.id()).orElseThrow().canonical();
        assertThat(canonical.get("description").isNull()).isTrue();
        assertThat(canonical.get("disposition").asText()).isEqualTo("A");
    }

    @Test
    void routesTheMergedRecordAgain() {
        String id = newId();
        it.accept(record(id, "service", "Sales"), "database");
        it.rules = activity ->
                plan(activity.service().toLowerCase(), activity.disposition().toLowerCase());
        Accepted second = it.accept(record(id, "disposition", "Sold"), "wrong");

        assertThat(it.states(second.id())).containsOnlyKeys("sales", "sold");
    }

    @Test
    void keepsTheOrderOfRevisionsInOneBatch() {
        String id = newId();
        List<CompletableFuture<Accepted>> answers = inOneBatch(
                record(id, "disposition", "A"),
                record(id, "disposition", "B"),
                record(newId()),
                record(id, "disposition", "C"),
                record(id, "disposition", "B"),
                record(id, "disposition", "D"));

        assertThat(answers.stream().map(answer -> answer.join().revision())).containsExactly(1, 2, 1, 3, 2, 4);
        assertThat(answers.get(4).join().duplicate()).isTrue();
    }

    @Test
    void keepsTheOrderOfRevisionsWhenRoutingIsSlow() {
        String id = newId();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        it.rules = activity -> {
            if ("B".equals(activity.disposition())) {
                asked.countDown();
                LedgerFixture.await(slow);
            }
            return plan("database");
        };
        // What only the first one says makes the others routed again: together they are none of those that were sent.
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (Activity activity : List.of(
                record(id, "disposition", "A", "notes", "only here"),
                record(id, "disposition", "B"),
                record(id, "disposition", "C"))) {
            answers.add(it.ledger.accept(submission(activity, plan("database"))));
        }
        LedgerFixture.await(asked);
        Accepted other = it.accept(record(newId()), "database");
        assertThat(other.duplicate()).isFalse();
        assertThat(answers.get(1)).isNotDone();
        assertThat(answers.get(2)).isNotDone();
        slow.countDown();

        assertThat(answers.stream().map(answer -> answer.join().revision())).containsExactly(1, 2, 3);
    }

    @Test
    void supersedesWhatOlderRevisionsStillHadToDo() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "database", "crm", "email");
        Claim parked = it.claim("p", "email").get(0);
        it.queue.settle(List.of(parked(parked)));
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(first.id()))
                .isEqualTo(Map.of(
                        "crm", DeliveryState.SUPERSEDED,
                        "database", DeliveryState.SUPERSEDED,
                        "email", DeliveryState.SUPERSEDED));
        assertThat(it.claim("p", "database", "crm", "email"))
                .extracting(Claim::activityId)
                .containsExactly(second.id());
    }

    @Test
    void letsAnOlderRevisionInFlightEndButNotBeginAgain() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "database");
        Claim old = it.claim("p", "database").get(0);
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(first.id())).containsEntry("database", DeliveryState.IN_FLIGHT);
        assertThat(it.claim("p", "database")).isEmpty();
        assertThat(it.queue.settle(List.of(retry(old, Duration.ZERO)))).isEmpty();
        assertThat(it.states(first.id())).containsEntry("database", DeliveryState.SUPERSEDED);
        Claim next = it.claim("p", "database").get(0);
        assertThat(next.activityId()).isEqualTo(second.id());
        assertThat(next.recordKey()).isEqualTo(old.recordKey());
        assertThat(next.deliveryKey()).isNotEqualTo(old.deliveryKey());
    }

    @Test
    void countsAnOlderRevisionThatArrivedWhileANewerOneCame() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), "database");
        Claim old = it.claim("p", "database").get(0);
        it.accept(record(id, "disposition", "B"), "database");
        it.deliver(old);

        assertThat(it.states(first.id())).containsEntry("database", DeliveryState.DELIVERED);
        assertThat(it.claim("p", "database")).hasSize(1);
    }

    // ---- following

    @Test
    void sendsARevisionToADestinationThatHoldsAnEarlierOneAndFollows() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm", "email");
        it.deliver(it.claim("p", "crm", "email").toArray(Claim[]::new));
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(second.id())).containsOnlyKeys("crm", "database");
        Records.StoredDelivery follow = it.records.find(second.id()).orElseThrow().deliveries().stream()
                .filter(delivery -> delivery.destination().equals("crm"))
                .findFirst()
                .orElseThrow();
        assertThat(follow.decision()).isNull();
        assertThat(follow.arguments()).containsEntry("table", "crm");
    }

    @Test
    void sendsAnUnroutedRevisionToDestinationsThatFollow() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A", "service", "Sales"), "crm");
        it.deliver(it.claim("p", "crm").toArray(Claim[]::new));
        it.rules = activity -> plan();
        Accepted second = it.accept(record(id, "disposition", "B"), "crm");

        assertThat(second.status()).isEqualTo(ActivityStatus.UNROUTED);
        assertThat(it.states(second.id())).containsOnlyKeys("crm");
    }

    @Test
    void doesNotSendARevisionToADestinationThatOnlyWouldHaveGotAnEarlierOne() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(second.id())).containsOnlyKeys("database");
    }

    @Test
    void sendsARevisionToADestinationToWhichAnEarlierOneWasJustOnItsWay() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        Claim old = it.claim("p", "crm").get(0);
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");
        assertThat(it.states(second.id())).containsOnlyKeys("database");
        it.deliver(old);

        assertThat(it.states(second.id())).containsOnlyKeys("crm", "database");
        assertThat(it.claim("p", "crm")).extracting(Claim::revision).containsExactly(2);
    }

    @Test
    void sendsARevisionToADestinationThatMayHoldAnEarlierOne() {
        it.following.add("crm");
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        Claim old = it.claim("p", "crm").get(0);
        it.queue.settle(List.of(LedgerFixture.settlement(
                old, DeliveryState.PENDING, Duration.ofHours(1), "ambiguous", "read_timeout")));
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(second.id())).containsOnlyKeys("crm", "database");
    }

    @Test
    void followsWhatWasDeliveredForRealOnly() {
        it.following.add("crm");
        it.modes.put("crm", Mode.DRY_RUN);
        String id = newId();
        it.accept(record(id, "disposition", "A"), "crm");
        Claim dry = it.claim("p", "crm").get(0);
        Settlement done = delivered(dry);
        it.queue.settle(List.of(new Settlement(
                done.deliveryId(),
                done.attempt(),
                done.next(),
                null,
                Mode.DRY_RUN,
                "delivered",
                null,
                null,
                null,
                null,
                null,
                null,
                done.startedAt(),
                done.took())));
        it.modes.put("crm", Mode.LIVE);
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), "database");

        assertThat(it.states(second.id())).containsOnlyKeys("database");
    }

    // ---- suspicious ids

    @Test
    void setsAsideTheTwentyFirstRevisionWithinAnHour() {
        String id = newId();
        Accepted last = null;
        for (int i = 1; i <= 20; i++) {
            last = it.accept(record(id, "disposition", "D" + i, "f" + i, "x"), "database");
            assertThat(last.status()).isEqualTo(ActivityStatus.ROUTED);
        }
        Accepted suspicious = it.accept(record(id, "disposition", "D21"), "database");

        assertThat(suspicious.revision()).isEqualTo(21);
        assertThat(suspicious.status()).isEqualTo(ActivityStatus.UNROUTED);
        Records.StoredActivity stored = it.records.find(suspicious.id()).orElseThrow();
        assertThat(stored.unroutedReason()).isEqualTo("suspicious_id");
        assertThat(stored.canonical().has("f1")).isFalse();
        assertThat(stored.deliveries()).isEmpty();
        assertThat(it.states(last.id())).containsEntry("database", DeliveryState.PENDING);
        assertThat(it.accept(record(id, "disposition", "D21"), "database").duplicate())
                .isTrue();
    }

    @Test
    void trustsAnIdAgainWhenTheHourIsOver() {
        it.close();
        AtomicInteger minutes = new AtomicInteger();
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(Duration.ofMinutes(minutes.get()));
            }

            @Override
            public java.time.ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        it = new LedgerFixture(database.settings(), new TestContent(), clock);
        String id = newId();
        Accepted trusted = null;
        for (int i = 1; i <= 20; i++) {
            trusted = it.accept(record(id, "disposition", "D" + i, "f" + i, "x"), "database");
        }
        Accepted suspicious = it.accept(record(id, "disposition", "alien", "alien", "x"), "database");
        minutes.set(61);
        Accepted later = it.accept(record(id, "disposition", "E"), "database");

        assertThat(suspicious.status()).isEqualTo(ActivityStatus.UNROUTED);
        assertThat(later.revision()).isEqualTo(22);
        assertThat(later.status()).isEqualTo(ActivityStatus.ROUTED);
        ObjectNode canonical = it.records.find(later.id()).orElseThrow().canonical();
        assertThat(canonical.has("f20")).isTrue();
        assertThat(canonical.has("alien")).isFalse();
        assertThat(it.states(trusted.id())).containsEntry("database", DeliveryState.SUPERSEDED);
        assertThat(it.records.find(suspicious.id()).orElseThrow().status()).isEqualTo(ActivityStatus.UNROUTED);
    }

    // ---- identity

    @Test
    void keepsAgentsApartWhereTheSiteSaysSo() {
        it.close();
        LedgerSettings shared = database.settings();
        it = new LedgerFixture(new LedgerSettings(
                shared.url(),
                shared.username(),
                shared.password(),
                Identity.INTERACTION_AND_AGENT,
                null,
                100,
                shared.waitingBytes(),
                2,
                shared.connectTimeout(),
                shared.statementTimeout()));
        String id = newId();
        it.accept(record(id, "agentId", "Ann"), "crm");
        Accepted bob = it.accept(record(id, "agentId", "Bob"), "crm");
        Accepted ann = it.accept(record(id, "agentId", "ANN"), "crm");

        assertThat(bob.duplicate()).isFalse();
        assertThat(bob.revision()).isEqualTo(1);
        assertThat(ann.duplicate()).isTrue();
        assertThat(it.claim("p", "crm"))
                .extracting(Claim::recordKey)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void makesOneRecordOfAnInteractionWhoeverTheAgent() {
        String id = newId();
        it.accept(record(id, "agentId", "Ann"), "crm");

        assertThat(it.accept(record(id, "agentId", "Bob"), "crm").duplicate()).isTrue();
    }

    @Test
    void countsInteractionsWhoseRevisionsCameFromDifferentAgents() {
        String shared = newId();
        it.accept(record(shared, "agentId", "Ann", "disposition", "A"), "crm");
        it.accept(record(shared, "agentId", "Bob", "disposition", "B"), "crm");
        it.accept(record(shared, "agentId", "Ann", "disposition", "C"), "crm");
        String own = newId();
        it.accept(record(own, "agentId", "Ann", "disposition", "A"), "crm");
        it.accept(record(own, "agentId", "ANN", "disposition", "B"), "crm");
        it.accept(record(own, "disposition", "C"), "crm");

        Awaitility.await()
                .until(
                        () -> it.meters
                                .get("relay.interactions.shared")
                                .counter()
                                .count(),
                        count -> count == 1);
    }

    // ---- one bad record among good ones

    @Test
    void refusesOnlyTheBadRecordOfABatch() throws Exception {
        it.execute(database.refusalOf("poison"));
        String revised = newId();
        it.accept(record(revised), "database");
        List<CompletableFuture<Accepted>> answers = inOneBatch(
                record(newId()),
                record(newId(), "type", "poison"),
                record(newId()),
                record(revised, "type", "poison", "disposition", "X"),
                record(revised, "disposition", "Y"),
                record(newId()));

        for (int good : new int[] {0, 2, 4, 5}) {
            assertThat(answers.get(good).join().duplicate()).isFalse();
        }
        assertThat(answers.get(4).join().revision()).isEqualTo(2);
        for (int bad : new int[] {1, 3}) {
            assertThatThrownBy(answers.get(bad)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RecordRefusedException.class);
        }
    }

    @Test
    void refusesARecordWhoseMergeFailsAndGoesOn() {
        it.close();
        it = new LedgerFixture(
                database.settings(),
                new TestContent() {
                    @Override
                    public Activity merge(Activity known, Activity sent) {
                        if (sent.json().has("broken")) {
                            throw new IllegalStateException("cannot merge");
                        }
                        return super.merge(known, sent);
                    }
                },
                Clock.systemUTC());
        String id = newId();
        it.accept(record(id), "database");
        CompletableFuture<Accepted> broken = it.ledger.accept(submission(record(id, "broken", "x"), plan("database")));
        CompletableFuture<Accepted> fine =
                it.ledger.accept(submission(record(id, "disposition", "B"), plan("database")));

        assertThatThrownBy(broken::join).hasCauseInstanceOf(RecordRefusedException.class);
        assertThat(fine.join().revision()).isEqualTo(2);
    }

    // ---- bounded waiting

    @Test
    void asksSendersToComeBackWhenTooMuchWaits() {
        it.close();
        LedgerSettings shared = database.settings();
        it = new LedgerFixture(new LedgerSettings(
                shared.url(),
                shared.username(),
                shared.password(),
                Identity.INTERACTION,
                null,
                3,
                shared.waitingBytes(),
                2,
                shared.connectTimeout(),
                shared.statementTimeout()));
        CountDownLatch slow = new CountDownLatch(1);
        it.rules = activity -> {
            LedgerFixture.await(slow);
            return plan("database");
        };
        String id = newId();
        it.accept(record(id, "notes", "only here"), "database"); // so that each later one is routed again
        List<CompletableFuture<Accepted>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(it.ledger.accept(submission(record(id, "disposition", "D" + i), plan("database"))));
        }
        CompletableFuture<Accepted> tooMany = it.ledger.accept(submission(record(newId()), plan("database")));

        assertThatThrownBy(tooMany::join)
                .hasCauseInstanceOf(LedgerUnavailableException.class)
                .satisfies(e -> assertThat(((LedgerUnavailableException) e.getCause()).retryAfter())
                        .isPositive());
        slow.countDown();
        assertThat(waiting.stream().map(answer -> answer.join().revision())).containsExactly(2, 3, 4);
        assertThat(it.accept(record(newId()), "database").duplicate()).isFalse();
    }

    @Test
    void storesWhatWaitsWhenItIsClosed() {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        String id = newId();
        for (int i = 0; i < 300; i++) {
            answers.add(it.ledger.accept(
                    submission(record(i % 3 == 0 ? id : newId(), "disposition", "D" + i), plan("database"))));
        }
        it.close();

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThatThrownBy(it.ledger.accept(submission(record(newId()), plan("database")))::join)
                .hasCauseInstanceOf(LedgerUnavailableException.class);
    }

    // ---- re-routing

    @Test
    void reroutesAnUnroutedRecord() {
        Accepted accepted = it.accept(record(newId()), plan());
        assertThat(accepted.status()).isEqualTo(ActivityStatus.UNROUTED);
        AtomicInteger signals = new AtomicInteger();
        it.queue.onDue(destinations -> signals.incrementAndGet());

        assertThat(it.ledger.reroute(accepted.id(), plan("database", "crm"), "me"))
                .isEqualTo(2);
        assertThat(signals).hasPositiveValue();
        Records.StoredActivity stored = it.records.find(accepted.id()).orElseThrow();
        assertThat(stored.status()).isEqualTo(ActivityStatus.ROUTED);
        assertThat(stored.unroutedReason()).isNull();
        assertThat(it.claim("p", "database", "crm")).hasSize(2);
    }

    @Test
    void addsOnlyWhatIsMissingWhenItReroutes() {
        Accepted accepted = it.accept(record(newId()), "database", "email");
        it.deliver(it.claim("p", "database").get(0));

        assertThat(it.ledger.reroute(accepted.id(), plan("database", "email", "crm"), "me"))
                .isEqualTo(1);
        assertThat(it.ledger.reroute(accepted.id(), plan("database", "email", "crm"), "me"))
                .isZero();
        assertThat(it.states(accepted.id()))
                .isEqualTo(Map.of(
                        "crm", DeliveryState.PENDING,
                        "database", DeliveryState.DELIVERED,
                        "email", DeliveryState.PENDING));
    }

    @Test
    void reroutesTheNewestRevisionOnly() {
        String id = newId();
        Accepted first = it.accept(record(id, "disposition", "A"), plan());
        it.rules = activity -> plan("database");
        Accepted second = it.accept(record(id, "disposition", "B"), plan());

        assertThat(it.records.find(first.id()).orElseThrow().status()).isEqualTo(ActivityStatus.SUPERSEDED);
        assertThat(it.ledger.reroute(first.id(), plan("crm"), "me")).isZero();
        assertThat(it.states(first.id())).isEmpty();
        assertThat(it.ledger.reroute(second.id(), plan("crm"), "me")).isEqualTo(1);
    }

    @Test
    void letsARereoutedSuspiciousRevisionTakeThePlaceOfOlderOnes() {
        String id = newId();
        Accepted last = null;
        for (int i = 1; i <= 20; i++) {
            last = it.accept(record(id, "disposition", "D" + i), "database");
        }
        Accepted suspicious = it.accept(record(id, "disposition", "D21"), "database");

        assertThat(it.ledger.reroute(suspicious.id(), plan("database"), "me")).isEqualTo(1);
        assertThat(it.states(last.id())).containsEntry("database", DeliveryState.SUPERSEDED);
        assertThat(it.claim("p", "database")).extracting(Claim::revision).containsExactly(21);
    }

    @Test
    void staysUnroutedWhenNoRuleMatchesAgain() {
        Accepted accepted = it.accept(record(newId()), plan());

        assertThat(it.ledger.reroute(
                        accepted.id(), Plan.unrouted(UnroutedReason.ROUTING_FAILED, "why", null, "h2"), "me"))
                .isZero();
        Records.StoredActivity stored = it.records.find(accepted.id()).orElseThrow();
        assertThat(stored.status()).isEqualTo(ActivityStatus.UNROUTED);
        assertThat(stored.unroutedReason()).isEqualTo("routing_failed");
        assertThat(it.ledger.reroute("no-such-id", plan("crm"), "me")).isZero();
    }

    // ---- parts

    @Test
    void keepsPartsOfOneDestinationApart() {
        Plan plan = Plan.of(List.of(planned("crm", ""), planned("crm", "task")), "hash");
        Accepted accepted = it.accept(record(newId()), plan);

        List<Claim> claims = it.claim("p", "crm");
        assertThat(claims).extracting(Claim::part).containsExactlyInAnyOrder("", "task");
        assertThat(claims).extracting(Claim::recordKey).doesNotHaveDuplicates();
        assertThat(it.states(accepted.id())).containsOnlyKeys("crm", "crmtask");
    }

    // ---- help

    /** Has them wait together, so that they share a commit as far as they can. */
    private List<CompletableFuture<Accepted>> inOneBatch(Activity... activities) {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        it.whileTheWriterWaits(() -> {
            for (Activity activity : activities) {
                answers.add(it.ledger.accept(submission(activity, plan("database"))));
            }
        });
        return answers;
    }
}
