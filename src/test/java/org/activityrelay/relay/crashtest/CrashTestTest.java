package org.activityrelay.relay.crashtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.activityrelay.relay.contract.OneAtATime;
import org.activityrelay.relay.contract.SharedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The product's own crash test: it finds nothing in the product, and it finds what is broken on purpose. */
@ExtendWith(OneAtATime.class)
class CrashTestTest {

    @TempDir
    Path temp;

    @Test
    @Tag("full")
    @Timeout(600)
    void killsOnSqliteLoseAndDoubleNothing() throws Exception {
        Report report = run(options(2, 3, 1, null, 150));

        assertThat(report.violations()).isEmpty();
        assertThat(report.total().kills()).isEqualTo(6);
        assertThat(report.total().http()).isPositive();
        assertThat(report.total().files()).isPositive();
        assertThat(report.total().queue()).isPositive();
        assertThat(report.total().ambiguous()).isPositive();
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void killsOfOneOfThreeProcessesOnPostgresLoseAndDoubleNothing() throws Exception {
        String url = SharedPostgres.newDatabase();

        Report report = run(options(2, 3, 3, server(url), 150));

        assertThat(report.violations()).isEmpty();
        assertThat(report.total().kills()).isEqualTo(6);
        assertThat(report.total().ambiguous()).isPositive();
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void aLedgerThatAcknowledgesBeforeTheCommitIsCaught() throws Exception {
        // So late that whatever was acknowledged in the life of a process ends with it.
        Report report = run(
                options(1, 2, 1, null, 15, "spring.main.sources=" + HastyLedger.class.getName(), "hasty.after=30m"));

        assertThat(report.violations()).anyMatch(violation -> violation.endsWith("was acknowledged and is not stored"));
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void effectsThatAreDoubledAreCaught() throws Exception {
        Report report = run(options(1, 0, 1, null, 120, "spring.main.sources=" + ForgetfulQueue.class.getName()));

        assertThat(report.violations()).anyMatch(violation -> violation.contains("times more than once at unkeyed"));
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void aServiceThatEndsByItselfIsCaughtAndEndsTheRun() throws Exception {
        Report report = run(options(3, 0, 1, null, 60, "spring.main.sources=" + Quitting.class.getName()));

        assertThat(report.rounds()).hasSize(1);
        assertThat(report.violations().get(0)).startsWith("the service ended by itself with exit code 3");
    }

    @Test
    void aFolderThatIsNotItsOwnIsLeftAlone() throws Exception {
        Path precious = Files.writeString(temp.resolve("scratch"), "precious");

        assertThatThrownBy(() -> run(options(1, 1, 1, null, 60))).hasMessageContaining("is not empty");
        Files.delete(precious);
        Files.writeString(Files.createDirectory(precious).resolve("ledger.db"), "precious");
        assertThatThrownBy(() -> run(options(1, 1, 1, null, 60))).hasMessageContaining("is not empty");

        assertThat(precious.resolve("ledger.db")).hasContent("precious");
    }

    @Test
    void aDatabaseThatHoldsOtherTablesIsLeftAlone() {
        String url = SharedPostgres.newDatabase();
        SharedPostgres.execute(url, "create schema shop; create table shop.orders (id int)");

        assertThatThrownBy(() -> run(options(1, 1, 3, server(url), 60))).hasMessageContaining("shop.orders");

        SharedPostgres.execute(url, "insert into shop.orders values (1)");
        assertThatThrownBy(() -> SharedPostgres.execute(url, "select 1 from interaction"))
                .hasMessageContaining("does not exist");
    }

    private static Options.Server server(String url) {
        return new Options.Server(url, SharedPostgres.username(), SharedPostgres.password());
    }

    private Options options(
            int rounds, int kills, int processes, Options.Server database, int drain, String... settings) {
        return new Options(
                rounds,
                kills,
                42,
                processes,
                temp.resolve("scratch"),
                true,
                database,
                Path.of("routes"),
                Path.of("config"),
                Duration.ofSeconds(drain),
                List.of(settings));
    }

    private static Report run(Options options) throws Exception {
        return CrashTest.run(options, new PrintWriter(System.out), Scratch.take(options), SharedProgram.get());
    }
}
