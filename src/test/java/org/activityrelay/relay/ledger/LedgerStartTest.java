package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.activityrelay.relay.contract.Patience;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.contract.SharedPostgres;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A ledger that could not keep its promise does not start, and says which setting to change. */
class LedgerStartTest {

    @TempDir
    Path folder;

    @Test
    void refusesASecondProcessOnTheSameFile() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        sqlite(""))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            while (!"open".equals(answers.readLine())) {
                assertThat(other.isAlive()).isTrue();
            }
            assertRefused(() -> open(sqlite("")), "in use by another process (process " + other.pid() + ")")
                    .hasMessageContaining("relay.data")
                    .hasMessageContaining("relay.ledger.url");
        } finally {
            other.destroyForcibly().waitFor();
        }
        open(sqlite("")).close(); // nothing is left of the lock of a killed process
    }

    /** Another process with the ledger open. */
    static final class Holder {

        public static void main(String[] args) throws Exception {
            LedgerFixture it = open(args[0]);
            it.accept(record(newId()), "database");
            System.out.println("open");
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    @Test
    void refusesASecondLedgerOnTheSameFileWithinAProcess() {
        try (LedgerFixture first = open(sqlite(""))) {
            assertRefused(() -> open(sqlite("")), "in use by another process");
            assertThat(first.accept(record(newId()), "database").duplicate()).isFalse();
        }
    }

    @Test
    void keepsEverythingAcrossARestart() {
        String id;
        try (LedgerFixture it = open(sqlite(""))) {
            id = it.accept(record("Kept", "phoneNumber", "+14155550100"), "database")
                    .id();
        }
        try (LedgerFixture it = open(sqlite(""))) {
            assertThat(it.records.find(id)).isPresent();
            assertThat(it.accept(record("Kept", "phoneNumber", "+14155550100"), "database")
                            .duplicate())
                    .isTrue();
            Records.Query byPhone = new QueryBuilder().phone("+14155550100").build();
            assertThat(it.records.search(byPhone).items()).hasSize(1);
        }
    }

    @Test
    void goesOnAtOnceWithWhatADeadProcessHadUnderWay() {
        Claim dead;
        try (LedgerFixture it = open(sqlite(""))) {
            it.accept(record(newId()), "crm");
            dead = it.claim("p1", Duration.ofHours(1), "crm").get(0);
        }
        try (LedgerFixture it = open(sqlite(""))) {
            Claim again = it.claim("p2", "crm").get(0);
            assertThat(again.deliveryId()).isEqualTo(dead.deliveryId());
            assertThat(again.attempt()).isEqualTo(2);
            assertThat(it.claim("p2", "crm")).isEmpty();
        }
    }

    @Test
    void refusesAnSqliteThatDoesNotSync() {
        for (String parameters : new String[] {"?synchronous=OFF", "?synchronous=NORMAL", "?journal_mode=DELETE"}) {
            assertRefused(() -> open(sqlite(parameters)), "not be synced").hasMessageContaining("relay.ledger.url");
        }
        open(sqlite("?synchronous=EXTRA")).close();
    }

    @Test
    void refusesAnSqliteInMemory() {
        for (String url :
                new String[] {"jdbc:sqlite::memory:", "jdbc:sqlite:", "jdbc:sqlite:file::memory:?cache=shared"}) {
            assertRefused(() -> open(url), "must be kept in a file").hasMessageContaining("relay.ledger.url");
        }
    }

    @Test
    void refusesAPostgresThatDoesNotSync() throws Exception {
        try (EmbeddedPostgres unsynced = EmbeddedPostgres.builder()
                .setPort(Ports.free())
                .setPGStartupWait(Patience.LIMIT)
                .setServerConfig("fsync", "off")
                .start()) {
            assertRefused(() -> open(unsynced.getJdbcUrl("postgres", "postgres")), "fsync = off")
                    .hasMessageContaining("postgresql.conf");
        }
    }

    @Test
    void refusesAPostgresThatDoesNotWaitForTheSync() {
        String url = SharedPostgres.newDatabase();
        SharedPostgres.execute(
                url, "alter database " + url.substring(url.lastIndexOf('/') + 1) + " set synchronous_commit = off");

        assertRefused(() -> open(url), "synchronous_commit = off").hasMessageContaining("relay.ledger.url");
    }

    @Test
    void refusesAPostgresThatIsNotThere() {
        assertRefused(() -> open("jdbc:postgresql://localhost:1/nowhere"), "cannot be reached")
                .hasMessageContaining("relay.ledger.url");
        assertRefused(
                        () -> new LedgerFixture(LedgerFixture.settings(
                                SharedPostgres.newDatabase(),
                                "nobody",
                                "x",
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3))),
                        "cannot be reached")
                .hasMessageContaining("relay.ledger.username");
    }

    @Test
    void refusesADatabaseItDoesNotKnow() {
        assertRefused(() -> open("jdbc:h2:mem:x"), "relay.ledger.url must begin with");
        assertRefused(() -> open(null), "relay.ledger.url must begin with");
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        assertRefused(() -> open("jdbc:sqlite:" + file.resolve("ledger.db")), "cannot be made")
                .hasMessageContaining("relay.data");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("ledger.db"), "certainly not a database ".repeat(200));

        assertRefused(() -> open(sqlite("")), "cannot be opened").hasMessageContaining("relay.ledger.url");
    }

    @Test
    void refusesAnotherPersonKeyThanTheOneTheLedgerWasFilledWith() {
        open(sqlite("")).close();

        assertRefused(() -> new LedgerFixture(withPersonKey("secret")), "relay.ledger.person-key");
        open(sqlite("")).close();
    }

    @Test
    void keepsNoConfiguredPersonKeyInTheLedger() throws Exception {
        new LedgerFixture(withPersonKey("a-secret-of-the-site")).close();

        assertThat(Files.readString(folder.resolve("ledger.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain("a-secret-of-the-site");
        new LedgerFixture(withPersonKey("a-secret-of-the-site")).close();
    }

    @Test
    void showsNoSecretInItsSettings() {
        assertThat(withPersonKey("secret-key").toString()).doesNotContain("secret");
    }

    private LedgerSettings withPersonKey(String key) {
        return new LedgerSettings(
                sqlite(""),
                null,
                "secret-password",
                Identity.INTERACTION,
                key,
                100,
                DataSize.ofMegabytes(1),
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    private String sqlite(String parameters) {
        return "jdbc:sqlite:" + folder.resolve("ledger.db") + parameters;
    }

    private static LedgerFixture open(String url) {
        return LedgerFixture.open(url, SharedPostgres.username(), SharedPostgres.password());
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRefused(
            ThrowingCallable start, String message) {
        return assertThatThrownBy(start)
                .isInstanceOf(LedgerStartException.class)
                .hasMessageContaining(message);
    }
}
