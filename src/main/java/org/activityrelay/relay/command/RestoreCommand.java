package org.activityrelay.relay.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.activityrelay.relay.ledger.LedgerFile;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a backup the ledger of a stopped service, after checking it from end to end.",
            "What was there is kept beside it. Deliveries that were made after the backup are made again: see --paused."
        })
class RestoreCommand implements Callable<Integer> {

    private static final String POSTGRESQL =
            "Restore a ledger on PostgreSQL with that server's own tools, for example: pg_restore --dbname=<database>"
                    + " relay.dump.";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BACKUP", description = "Folder that ./relay backup made")
    private Path folder;

    @Option(names = "--force", description = "Also where there is a ledger already")
    private boolean force;

    @Option(
            names = "--paused",
            description = "With every destination paused by hand, so that somebody looks before anything is delivered")
    private boolean paused;

    @Option(names = "--with-reporting", description = "Also the database destination's own file")
    private boolean reporting;

    @Override
    public Integer call() throws IOException {
        Environment settings = Settings.load();
        LedgerFile ledger = Backup.ledger(settings, POSTGRESQL);
        Backup backup = Backup.open(folder);
        Path rows = reporting ? rows(settings, backup) : null;
        LedgerFile.Contents contents = check(backup, rows != null);
        refuseToOverwrite(ledger.path());
        if (rows != null) {
            refuseToOverwrite(rows);
        }
        Path former = ledger.replaceBy(backup.file(Backup.LEDGER), paused ? "restore" : null);
        Path formerRows = rows == null ? null : LedgerFile.replace(rows, backup.file(Backup.REPORTING));
        say(ledger, backup, contents, former, formerRows);
        return CommandLine.ExitCode.OK;
    }

    private static Path rows(Environment settings, Backup backup) {
        Path rows = Backup.reporting(settings);
        if (rows == null) {
            throw new CommandFailedException(
                    "The database destination is no file here (relay.destination.database.url): leave --with-reporting"
                            + " away.");
        }
        if (!backup.has(Backup.REPORTING)) {
            throw new CommandFailedException(
                    "The backup was made without --with-reporting: it has no " + Backup.REPORTING + ".");
        }
        return rows.toAbsolutePath();
    }

    private static LedgerFile.Contents check(Backup backup, boolean rows) {
        LedgerFile.Contents contents;
        try {
            contents = LedgerFile.check(backup.file(Backup.LEDGER));
            if (rows) {
                LedgerFile.checkIntegrity(backup.file(Backup.REPORTING));
            }
        } catch (SQLException e) {
            throw new CommandFailedException("Nothing was restored: " + e.getMessage(), e);
        }
        if (!contents.known()) {
            throw new CommandFailedException(
                    "Nothing was restored: the backup is of a newer version (its tables are at " + contents.schema()
                            + "). Restore it with that version.");
        }
        return contents;
    }

    private void refuseToOverwrite(Path file) {
        if (Files.exists(file) && !force) {
            throw new CommandFailedException("Nothing was restored: there is " + file
                    + " already. Add --force to replace it; it is kept beside the restored one.");
        }
    }

    private void say(LedgerFile ledger, Backup backup, LedgerFile.Contents contents, Path former, Path formerRows) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(ledger.path() + " is now the backup of " + backup.madeAt() + ": "
                + Texts.counted(contents.records(), "record", "records") + ", "
                + Texts.counted(contents.waiting(), "delivery waits", "deliveries wait") + ".");
        if (former != null) {
            out.println("The former ledger is kept as " + former + ".");
        }
        if (formerRows != null) {
            out.println("The former rows are kept as " + formerRows + ".");
        }
        out.println(
                paused
                        ? "Destinations are paused until somebody resumes them: POST /api/v1/destinations/{name}/resume, or the"
                                + " page of the service."
                        : "When the service starts, what was delivered after the backup is delivered again.");
        out.flush();
    }
}
