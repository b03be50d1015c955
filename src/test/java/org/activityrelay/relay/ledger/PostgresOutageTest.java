package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.contract.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** A PostgreSQL that vanishes, hangs, and returns. */
@Tag("full")
class PostgresOutageTest {

    private TcpProxy proxy;
    private LedgerFixture it;

    @BeforeEach
    void open() {
        proxy = new TcpProxy(SharedPostgres.port());
        String url = TestDatabase.postgres(getClass())
                .settings()
                .url()
                .replace(":" + SharedPostgres.port() + "/", ":" + proxy.port() + "/");
        it = new LedgerFixture(new LedgerSettings(
                url,
                SharedPostgres.username(),
                SharedPostgres.password(),
                Identity.INTERACTION,
                null,
                1_000,
                DataSize.ofMegabytes(16),
                4,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3)));
    }

    @AfterEach
    void close() {
        proxy.mend();
        it.close();
        proxy.close();
    }

    @Test
    void refusesWhileTheDatabaseIsGoneAndStoresWhenItReturns() {
        Accepted before = it.accept(record(newId()), "crm");
        proxy.cut();

        assertRefusesEverything();
        proxy.mend();
        storesAgain();
        assertThat(it.records.find(before.id())).isPresent();
    }

    @Test
    void refusesWhileTheDatabaseHangsAndStoresWhenItReturns() {
        it.accept(record(newId()), "crm");
        proxy.freeze();

        assertRefusesEverything();
        proxy.mend();
        storesAgain();
    }

    @Test
    void answersEachRecordThatWasUnderWayAndLetsNoneOvertakeARefusedOne() throws Exception {
        String id = newId();
        List<CompletableFuture<Accepted>> revisions = new ArrayList<>();
        List<CompletableFuture<Accepted>> others = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            if (i == 300) {
                revisions.get(0).join();
                proxy.cut();
            }
            boolean revision = i % 20 == 0;
            (revision ? revisions : others)
                    .add(it.ledger.accept(
                            submission(record(revision ? id : newId(), "disposition", "D" + i), plan("crm"))));
        }

        List<String> stored = new ArrayList<>();
        others.forEach(answer -> storedId(answer).ifPresent(stored::add));
        boolean refused = false;
        for (CompletableFuture<Accepted> answer : revisions) {
            Optional<String> known = storedId(answer);
            assertThat(refused && known.isPresent()).isFalse();
            refused |= known.isEmpty();
            known.ifPresent(stored::add);
        }
        assertThat(refused).isTrue();
        proxy.mend();
        storesAgain();
        assertThat(stored).isNotEmpty().allSatisfy(known -> assertThat(it.records.find(known))
                .isPresent());
    }

    @Test
    void doesNotNoticeThatAllItsConnectionsBroke() {
        for (int i = 0; i < 20; i++) {
            it.accept(record(newId()), "crm");
            it.claim("p", "crm");
            proxy.cut();
            proxy.mend();

            assertThat(it.accept(record(newId()), "crm").duplicate()).isFalse();
            assertThat(it.claim("p", "crm")).hasSize(1);
            assertThat(it.records.search(new QueryBuilder().build()).items()).isNotEmpty();
        }
    }

    private static Optional<String> storedId(CompletableFuture<Accepted> answer) {
        try {
            return Optional.of(answer.get(90, TimeUnit.SECONDS).id());
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(LedgerUnavailableException.class);
            return Optional.empty();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefusesEverything() {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(it.ledger.accept(submission(record(newId()), plan("crm"))));
        }
        assertThat(answers).allSatisfy(answer -> assertThatThrownBy(() -> answer.get(90, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LedgerUnavailableException.class));
        assertThatThrownBy(() -> it.claim("p", "crm")).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(() -> it.records.find("00000000-0000-7000-8000-000000000000"))
                .isInstanceOf(LedgerUnavailableException.class);
    }

    private void storesAgain() {
        Accepted after = Awaitility.await()
                .ignoreExceptions()
                .until(() -> it.accept(record(newId()), "afterwards"), accepted -> !accepted.duplicate());
        assertThat(it.claim("p", "afterwards")).extracting(Claim::activityId).contains(after.id());
    }
}
