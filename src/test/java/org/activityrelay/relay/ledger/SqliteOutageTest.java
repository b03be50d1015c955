package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.plan;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.activityrelay.relay.ledger.LedgerFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite that is full, or locked by another tool. */
class SqliteOutageTest {

    @TempDir
    Path folder;

    private String url;
    private LedgerFixture it;

    @BeforeEach
    void open() {
        url = "jdbc:sqlite:" + folder.resolve("ledger.db");
        it = new LedgerFixture(LedgerFixture.settings(url, null, null));
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void refusesWhileTheDiskIsFullAndStoresWhenThereIsRoom() throws Exception {
        Accepted before = it.accept(record(newId()), "database");
        it.execute("pragma max_page_count = 1"); // SQLite makes it what is used already

        assertThat(refusedWhenFull()).isTrue();
        it.execute("pragma max_page_count = 1000000000");
        assertThat(it.accept(record(newId()), "database").duplicate()).isFalse();
        assertThat(it.records.find(before.id())).isPresent();
        assertThat(it.claim("p", "database")).isNotEmpty();
    }

    @Test
    void acknowledgesNothingWhileItsFileIsGoneOrAnother() throws Exception {
        Accepted before = it.accept(record(newId()), "database");
        Path file = folder.resolve("ledger.db");
        Path away = folder.resolve("away.db");

        Files.move(file, away);
        assertUnavailable();
        Files.createFile(file);
        assertUnavailable();
        Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(it.accept(record(newId()), "database").duplicate()).isFalse();
        assertThat(it.records.find(before.id())).isPresent();
    }

    private void assertUnavailable() {
        assertThatThrownBy(() -> it.accept(record(newId()), "database"))
                .hasStackTraceContaining("LedgerUnavailableException")
                .hasStackTraceContaining("The ledger's file " + folder.resolve("ledger.db"));
        assertThatThrownBy(() -> it.database().check()).hasMessageContaining("The ledger's file");
    }

    private boolean refusedWhenFull() {
        String large = "x".repeat(10_000);
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(it.ledger.accept(submission(record(newId(), "description", large), plan("database"))));
        }
        boolean refused = false;
        for (CompletableFuture<Accepted> answer : answers) {
            try {
                answer.get(90, TimeUnit.SECONDS);
            } catch (Exception e) {
                assertThat(e).hasCauseInstanceOf(LedgerUnavailableException.class);
                refused = true;
            }
        }
        return refused;
    }

    @Test
    void refusesWhileAnotherToolLocksTheFileAndStoresAfterwards() throws Exception {
        it.close();
        Duration wait = Duration.ofSeconds(2); // for the lock, too
        it = new LedgerFixture(LedgerFixture.settings(url, null, null, wait, wait));
        stored();
        try (Connection tool = DriverManager.getConnection(url);
                Statement statement = tool.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            statement.execute("begin immediate");
            assertThatThrownBy(it.ledger.accept(submission(record(newId()), plan("database")))::join)
                    .hasCauseInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> it.claim("p", "database")).isInstanceOf(LedgerUnavailableException.class);
            assertThat(it.records.search(new QueryBuilder().build()).items()).hasSize(1);
            statement.execute("rollback");
        }

        stored();
        assertThat(Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> it.claim("p", "database"), claims -> !claims.isEmpty()))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    /** On a slow disk even that may take longer than that. */
    private void stored() {
        Awaitility.await().ignoreExceptions().until(() -> !it.accept(record(newId()), "database")
                .duplicate());
    }
}
