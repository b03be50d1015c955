package org.activityrelay.relay.ledger;

import static org.activityrelay.relay.ledger.LedgerFixture.newId;
import static org.activityrelay.relay.ledger.LedgerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger's file is copied, looked at and put back. */
class LedgerFileTest {

    private static final String LATER =
            "insert into ledger_migration select 99, '99', 'later', type, 'V99__later.sql', 0, installed_by,"
                    + " installed_on, 1, success from ledger_migration where version = '1'";

    @TempDir
    Path folder;

    @Test
    void copiesALedgerThatIsInUse() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (LedgerFixture it = open()) {
            it.accept(record(newId()), "crm", "email");
            it.deliver(it.claim("p1", "email").get(0));
            file().copyTo(copy);
            it.accept(record(newId()), "crm");
        }

        LedgerFile.Contents contents = LedgerFile.check(copy);
        assertThat(contents).isEqualTo(new LedgerFile.Contents(contents.schema(), true, 1, 2, 1));
        assertThat(Integer.parseInt(contents.schema())).isGreaterThanOrEqualTo(5);
        assertThat(LedgerFile.check(file().path()).records()).isEqualTo(2);
    }

    @Test
    void findsDamage() throws Exception {
        Path copy = copyOfMany();
        try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "rw")) {
            for (long at = bytes.length() / 4; at < bytes.length(); at += 4096) {
                bytes.seek(at);
                bytes.write(new byte[64]);
            }
        }

        assertThatThrownBy(() -> LedgerFile.check(copy)).isInstanceOf(SQLException.class);
        Path text = Files.writeString(
                folder.resolve("text.db"), "no database at all, but long enough for a header".repeat(9));
        assertThatThrownBy(() -> LedgerFile.check(text)).isInstanceOf(SQLException.class);
    }

    @Test
    void knowsALedgerOfALaterVersion() throws Exception {
        Path copy = copyOfMany();
        execute(copy, LATER);

        assertThat(LedgerFile.check(copy).schema()).isEqualTo("99");
        assertThat(LedgerFile.check(copy).known()).isFalse();
    }

    @Test
    void aStartOnALedgerOfALaterVersionIsRefused() throws Exception {
        copyOfMany();
        execute(file().path(), LATER);

        assertThatThrownBy(this::open)
                .isInstanceOf(LedgerStartException.class)
                .hasMessageContaining("tables of version 99")
                .hasMessageContaining("Start that version, or restore the backup");
    }

    @Test
    void replacesALedgerAndKeepsTheFormerOneWithItsLog() throws Exception {
        Path copy = copyOfMany();
        Path ledger = file().path();
        // As a killed process leaves it: what was committed last is in the log only.
        Path killed = folder.resolve("killed.db");
        try (LedgerFixture it = open()) {
            it.accept(record("Interaction-last"), "crm");
            for (String part : new String[] {"", "-wal"}) {
                Files.copy(ledger.resolveSibling("ledger.db" + part), folder.resolve("killed.db" + part));
            }
        }
        for (String part : new String[] {"", "-wal"}) {
            Files.deleteIfExists(folder.resolve("ledger.db" + part));
            Files.move(folder.resolve("killed.db" + part), folder.resolve("ledger.db" + part));
        }
        assertThat(killed).doesNotExist();

        Path former = file().replaceBy(copy, null);

        assertThat(ledger.resolveSibling("ledger.db-wal")).doesNotExist();
        assertThat(former.resolveSibling(former.getFileName() + "-wal")).exists();
        assertThat(LedgerFile.check(ledger).records()).isEqualTo(40);
        execute(former, "pragma wal_checkpoint(truncate)");
        assertThat(LedgerFile.check(former).records()).isEqualTo(41);
        try (LedgerFixture it = open()) {
            assertThat(it.open.destinations().pauses()).isEmpty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("restoring"));
        }
    }

    @Test
    void pausesEveryDestinationOfTheCopyWhenAsked() throws Exception {
        Path copy = copyOfMany();

        file().replaceBy(copy, "ann");

        try (LedgerFixture it = open()) {
            assertThat(it.open.destinations().pauses())
                    .extracting(DestinationStates.Pause::destination)
                    .containsExactlyInAnyOrder("crm", "email");
            assertThat(it.open.destinations().pauses())
                    .extracting(DestinationStates.Pause::kind, DestinationStates.Pause::by)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple(DestinationStates.Kind.HAND, "ann"));
        }
    }

    @Test
    void refusesToReplaceALedgerThatIsInUse() throws Exception {
        Path copy = copyOfMany();
        try (LedgerFixture it = open()) {
            assertThatThrownBy(() -> file().replaceBy(copy, null))
                    .isInstanceOf(LedgerStartException.class)
                    .hasMessageContaining("in use");
            assertThat(it.records.received(null).lastHour()).isEqualTo(40);
        }
    }

    private Path copyOfMany() throws Exception {
        Path copy = folder.resolve("many.db");
        try (LedgerFixture it = open()) {
            for (int i = 0; i < 40; i++) {
                it.accept(record(newId(), "notes", "x".repeat(2_000)), "crm", "email");
            }
        }
        file().copyTo(copy);
        return copy;
    }

    private LedgerFixture open() {
        return new LedgerFixture(LedgerFixture.settings(url(), null, null));
    }

    private LedgerFile file() {
        return LedgerFile.of(url());
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("ledger.db");
    }

    private static void execute(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
