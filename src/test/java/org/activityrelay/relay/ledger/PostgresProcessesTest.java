package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.LEASE;
import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one PostgreSQL, each with a ledger, connections and threads of its own. */
class PostgresProcessesTest {

    private LedgerFixture one;
    private LedgerFixture two;

    @BeforeEach
    void open() {
        TestDatabase database = TestDatabase.postgres(getClass());
        one = new LedgerFixture(database.settings());
        two = new LedgerFixture(database.settings());
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void storeOneOriginalAndOtherwiseDuplicatesOfEqualRecords() {
        int keys = 40;
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            LedgerFixture process = random.nextBoolean() ? one : two;
            answers.add(process.ledger.accept(submission(record("Equal-" + random.nextInt(keys)), plan("database"))));
        }

        Set<String> originals = new HashSet<>();
        Set<String> all = new HashSet<>();
        for (CompletableFuture<Accepted> answer : answers) {
            Accepted accepted = answer.join();
            all.add(accepted.id());
            if (!accepted.duplicate()) {
                originals.add(accepted.id());
            }
        }
        assertThat(originals).hasSize(keys).isEqualTo(all);
        assertThat(one.queue.claim("p", Map.of("database", 1_000), LEASE)).hasSize(keys);
    }

    @Test
    void numberRevisionsOfOneInteractionWithoutGapsOrRepeats() {
        String id = newId();
        one.rules = activity -> plan("database");
        two.rules = activity -> plan("database");
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            LedgerFixture process = i % 2 == 0 ? one : two;
            answers.add(process.ledger.accept(submission(record(id, "disposition", "D" + i), plan("database"))));
        }

        List<Integer> revisions = answers.stream()
                .map(answer -> answer.join().revision())
                .sorted()
                .toList();
        assertThat(revisions)
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 60).boxed().toList());
        for (int first = 0; first < 2; first++) {
            List<Integer> ofOneProcess = new ArrayList<>();
            for (int i = first; i < 60; i += 2) {
                ofOneProcess.add(answers.get(i).join().revision());
            }
            assertThat(ofOneProcess).isSorted();
        }
    }

    @Test
    void claimEachDeliveryOnce() throws Exception {
        int records = 600;
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            answers.add(one.ledger.accept(submission(record(newId()), plan("database"))));
        }
        answers.forEach(CompletableFuture::join);

        Map<String, String> owners = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> claimers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LedgerFixture process = i % 2 == 0 ? one : two;
            String owner = "p" + i;
            claimers.add(threads.submit(() -> {
                List<Claim> claims;
                do {
                    claims = process.queue.claim(owner, Map.of("database", 7), LEASE);
                    claims.forEach(claim ->
                            assertThat(owners.put(claim.deliveryId(), owner)).isNull());
                } while (!claims.isEmpty());
            }));
        }
        for (Future<?> claimer : claimers) {
            claimer.get();
        }
        threads.shutdown();
        // A claim may come back empty while the last rows are locked by another; what is left is claimed now.
        owners.putAll(toMap(one.queue.claim("rest", Map.of("database", 1_000), LEASE)));
        assertThat(owners).hasSize(records);
    }

    private static Map<String, String> toMap(List<Claim> claims) {
        Map<String, String> owners = new TreeMap<>();
        claims.forEach(claim -> owners.put(claim.deliveryId(), "rest"));
        return owners;
    }

    @Test
    void neverWaitForEachOtherInACircle() throws Exception {
        // Both revise, claim and settle the same few interactions at once; a deadlock would show as a failure.
        one.following.add("crm");
        two.following.add("crm");
        one.rules = activity -> plan("crm", "database");
        two.rules = activity -> plan("database");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LedgerFixture process = i % 2 == 0 ? one : two;
            int seed = i;
            workers.add(threads.submit(() -> {
                Random random = new Random(seed);
                for (int n = 0; n < 60; n++) {
                    work(process, "p" + seed, seed * 1_000 + n, random);
                }
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        threads.shutdown();
    }

    private static void work(LedgerFixture process, String owner, int n, Random random) {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(process.ledger.accept(submission(
                    record("Circle-" + random.nextInt(8), "disposition", "D" + n, "n", i), plan("crm", "database"))));
        }
        List<Claim> claims = process.claim(owner, "crm", "database");
        process.queue.settle(claims.stream()
                .map(claim -> random.nextInt(4) == 0
                        ? LedgerFixture.retry(claim, java.time.Duration.ZERO)
                        : LedgerFixture.delivered(claim))
                .toList());
        answers.forEach(CompletableFuture::join);
    }
}
