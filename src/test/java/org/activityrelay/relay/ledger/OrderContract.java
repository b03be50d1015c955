package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.retry;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claimers that race for the revisions of a few records, while newer ones come in. */
abstract class OrderContract {

    private static final int INTERACTIONS = 6;
    private static final int REVISIONS = 15;
    private static final int CLAIMERS = 4;

    private List<LedgerFixture> processes;

    /** One process, or several on one database; empty at first. */
    abstract List<LedgerFixture> open();

    @BeforeEach
    void start() {
        processes = new ArrayList<>(open());
        processes.forEach(process -> process.rules = activity -> plan("crm"));
    }

    @AfterEach
    void stop() {
        processes.forEach(LedgerFixture::close);
    }

    private LedgerFixture process(int number) {
        return processes.get(number % processes.size());
    }

    @Test
    void neverOverlapsOrOvertakesWhileClaimersRace() throws Exception {
        Race race = new Race();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS);
        List<Future<?>> claimers = new ArrayList<>();
        for (int claimer = 0; claimer < CLAIMERS; claimer++) {
            int number = claimer;
            claimers.add(threads.submit(() -> race.run(process(number), "p" + number, new Random(number), over)));
        }
        for (int revision = 0; revision < REVISIONS; revision++) {
            List<CompletableFuture<Accepted>> answers = new ArrayList<>();
            for (int interaction = 0; interaction < INTERACTIONS; interaction++) {
                answers.add(process(revision + interaction)
                        .ledger
                        .accept(submission(record("Race-" + interaction, "disposition", "D" + revision), plan("crm"))));
            }
            answers.forEach(CompletableFuture::join);
        }
        over.set(true);
        for (Future<?> claimer : claimers) {
            claimer.get();
        }
        threads.shutdown();
        race.run(process(0), "rest", new Random(9), over);

        assertThat(race.arrivals).hasSize(INTERACTIONS);
        assertThat(race.arrivals.values())
                .allSatisfy(seen -> assertThat(seen).isSorted().endsWith(REVISIONS));
        assertThat(race.claimed).as("so that there was a race").hasSizeGreaterThan(INTERACTIONS * 2);
    }

    /** What the claimers see together. */
    private static final class Race {

        private final Map<String, String> inFlight = new ConcurrentHashMap<>();
        private final Map<String, List<Integer>> arrivals = new ConcurrentHashMap<>();
        private final Map<String, Integer> claimed = new ConcurrentHashMap<>();

        /** Until nothing more comes and nothing is left. */
        private void run(LedgerFixture process, String owner, Random random, AtomicBoolean over) {
            boolean last = false;
            while (!last) {
                boolean wasOver = over.get();
                List<Claim> claims = process.queue.claim(owner, Map.of("crm", 1 + random.nextInt(3)), LEASE);
                for (Claim claim : claims) {
                    assertThat(inFlight.put(claim.recordKey(), owner))
                            .as("holds what %s claimed", owner)
                            .isNull();
                    claimed.merge(claim.deliveryKey() + "/" + claim.attempt(), 1, Integer::sum);
                    boolean arrives = random.nextInt(4) > 0;
                    if (arrives) {
                        arrivals.computeIfAbsent(claim.recordKey(), key -> new ArrayList<>())
                                .add(claim.revision());
                    }
                    inFlight.remove(claim.recordKey());
                    assertThat(process.queue.settle(
                                    List.of(arrives ? LedgerFixture.delivered(claim) : retry(claim, Duration.ZERO))))
                            .isEmpty();
                }
                last = wasOver && claims.isEmpty();
            }
        }
    }

    @Test
    void startsAgainWithWhatWasInFlightBeforeTheNewerRevision() {
        LedgerFixture first = process(0);
        first.accept(record("Again", "disposition", "A"), "crm");
        Claim old = first.claim("p0", "crm").get(0);
        first.accept(record("Again", "disposition", "B"), "crm");
        assertThat(process(1).claim("p1", "crm")).isEmpty();
        restart(0);

        Map<Integer, Integer> claims = new HashMap<>();
        endLeases();
        process(1).claim("p1", "crm").forEach(claim -> claims.merge(claim.revision(), 1, Integer::sum));
        process(0).claim("p0", "crm").forEach(claim -> claims.merge(claim.revision(), 1, Integer::sum));
        assertThat(claims).containsExactlyEntriesOf(Map.of(2, 1));
        assertThat(process(0).deliver(old)).containsExactly(old.deliveryId());
    }

    @Test
    void replaysNothingThatANewerRevisionHasOvertaken() {
        LedgerFixture it = process(0);
        Accepted first = it.accept(record("Replayed", "disposition", "A"), "crm");
        it.queue.settle(List.of(LedgerFixture.parked(it.claim("p0", "crm").get(0))));
        it.accept(record("Replayed", "disposition", "B"), "crm");
        Claim newer = process(1).claim("p1", "crm").get(0);

        replayAll(process(0));
        assertThat(process(0).claim("p0", "crm")).isEmpty();
        process(1).deliver(newer);
        replayAll(process(0));
        assertThat(process(0).claim("p0", "crm"))
                .extracting(Claim::revision)
                .as("what is delivered may be sent again, but only the newest")
                .containsExactly(2);
        assertThat(it.states(first.id()).get("crm").isFinal()).isTrue();
    }

    private static void replayAll(LedgerFixture it) {
        Repairs repairs = it.open.repairs();
        repairs.replay(new Repairs.Replay(new FilterBuilder().build(), true, null, repairs.now()), 100, "me");
    }

    private void restart(int number) {
        processes.get(number).close();
        processes.set(number, reopen(number));
        processes.get(number).rules = activity -> plan("crm");
    }

    /** Opens a process again that was closed. */
    abstract LedgerFixture reopen(int number);

    private void endLeases() {
        try {
            process(0).execute("update delivery set lease_until = 1 where state = 'in_flight'");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
