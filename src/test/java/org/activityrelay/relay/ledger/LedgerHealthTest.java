package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.contract.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

/** The ledger's health with a PostgreSQL that is gone, hangs, is busy, and returns. */
class LedgerHealthTest {

    private TcpProxy proxy;
    private Database database;
    private LedgerHealthIndicator indicator;

    @BeforeEach
    void open() {
        proxy = new TcpProxy(SharedPostgres.port());
        LedgerSettings direct = TestDatabase.postgres(getClass()).settings();
        database = PostgresDatabase.open(LedgerFixture.settings(
                direct.url().replace(":" + SharedPostgres.port() + "/", ":" + proxy.port() + "/"),
                direct.username(),
                direct.password(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10)));
        indicator = new LedgerHealthIndicator(database);
        assertThat(status()).isEqualTo(Status.UP);
    }

    @AfterEach
    void close() {
        proxy.mend();
        indicator.close();
        database.close();
        proxy.close();
    }

    @Test
    @Tag("full")
    void isDownWithinSecondsWhenTheDatabaseIsGoneAndUpByItselfWhenItIsBack() {
        proxy.cut();
        becomes(Status.DOWN);

        proxy.mend();
        becomes(Status.UP);
    }

    @Test
    @Tag("full")
    void isDownWithinSecondsWhenTheDatabaseHangsAndKeepsNobodyWaiting() {
        proxy.freeze();
        becomes(Status.DOWN);

        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(status()).isEqualTo(Status.DOWN);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(30)); // 200 if each waited

        proxy.mend();
        becomes(Status.UP);
    }

    @Test
    void staysUpWhileSearchesTakeAllConnectionsThatRead() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            Thread search = new Thread(() -> occupy(taken, done));
            search.setDaemon(true);
            search.start();
        }
        LedgerFixture.await(taken);

        database.check();
        done.countDown();
    }

    private void occupy(CountDownLatch taken, CountDownLatch done) {
        try {
            database.read(session -> {
                taken.countDown();
                LedgerFixture.await(done);
                return null;
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void asksTheDatabaseOnceASecondAtMost() {
        AtomicInteger asked = new AtomicInteger();
        try (Database counted = new CountedDatabase(asked);
                LedgerHealthIndicator counting = new LedgerHealthIndicator(counted)) {
            long began = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                assertThat(counting.health().getStatus()).isEqualTo(Status.UP);
            }

            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            assertThat(asked.get()).isBetween(1, (int) seconds + 1);
            await().until(() -> counting.health().getStatus().equals(Status.UP) && asked.get() > seconds + 1);
        }
    }

    private void becomes(Status wanted) {
        await().until(() -> status().equals(wanted));
    }

    private Status status() {
        return indicator.health().getStatus();
    }

    /** Always there, and counts how often it is asked. */
    private static final class CountedDatabase extends Database {

        private final AtomicInteger asked;

        private CountedDatabase(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        void check() {
            asked.incrementAndGet();
        }

        @Override
        <T> T write(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        <T> T erase(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        <T> T read(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        boolean isExclusive() {
            return false;
        }

        @Override
        Failure classify(SQLException e) {
            return Failure.GONE;
        }

        @Override
        public void close() {}
    }
}
