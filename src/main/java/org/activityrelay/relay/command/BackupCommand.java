package org.activityrelay.relay.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.activityrelay.relay.ledger.LedgerFile;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the SQLite ledger as it is at one moment, while the service runs or not, and checks the copy.",
            "Run it where the service runs, as the same user and in the same folder."
        })
class BackupCommand implements Callable<Integer> {

    private static final String POSTGRESQL =
            "Back a ledger on PostgreSQL up with that server's own tools, for example: pg_dump --format=custom"
                    + " --file=relay.dump <database>.";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TARGET", description = "Folder to make, or an empty one")
    private Path target;

    @Option(
            names = "--with-reporting",
            description = "Also the database destination's own file (data/reporting.db), copied after the ledger")
    private boolean reporting;

    @Override
    public Integer call() throws IOException {
        Environment settings = Settings.load();
        LedgerFile ledger = Backup.ledger(settings, POSTGRESQL);
        Path rows = reporting ? rows(settings) : null;
        if (!Files.isRegularFile(ledger.path())) {
            throw new CommandFailedException("There is no ledger at " + ledger.path()
                    + ". Run this in the folder in which the service runs, with the same settings.");
        }
        refuseFilled();
        Path unfinished = unfinished();
        try {
            LedgerFile.Contents contents = copy(ledger, rows, unfinished);
            Files.deleteIfExists(target);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            say(contents);
        } catch (SQLException e) {
            throw new CommandFailedException("No backup was made: " + e.getMessage(), e);
        } finally {
            FileSystemUtils.deleteRecursively(unfinished);
        }
        return CommandLine.ExitCode.OK;
    }

    private Path rows(Environment settings) {
        Path rows = Backup.reporting(settings);
        if (rows == null || !Files.isRegularFile(rows)) {
            throw new CommandFailedException(
                    "The database destination has no file here (relay.destination.database.url):"
                            + " leave --with-reporting away, and back that database up by its own tools.");
        }
        return rows;
    }

    private void refuseFilled() throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new ParameterException(spec.commandLine(), target + " is a file; name a folder to make");
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent()) {
                throw new ParameterException(
                        spec.commandLine(),
                        target + " is not empty; name a folder to make, so that no backup is overwritten");
            }
        }
    }

    /** What has the final name is complete; the copies hold what the ledger holds, and are nobody else's business. */
    private Path unfinished() throws IOException {
        Path folder = target.toAbsolutePath().normalize();
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), "." + folder.getFileName() + ".");
        if (Files.getFileStore(unfinished).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx------"));
        }
        return unfinished;
    }

    /** The rows after the ledger: of what it says is delivered, none is missing then. */
    private static LedgerFile.Contents copy(LedgerFile ledger, Path rows, Path folder)
            throws IOException, SQLException {
        Backup backup = Backup.begin(folder);
        ledger.copyTo(backup.file(Backup.LEDGER));
        LedgerFile.Contents contents = LedgerFile.check(backup.file(Backup.LEDGER));
        backup.describe(contents);
        backup.add(Backup.LEDGER);
        if (rows != null) {
            LedgerFile.copy(rows, backup.file(Backup.REPORTING));
            LedgerFile.checkIntegrity(backup.file(Backup.REPORTING));
            backup.add(Backup.REPORTING);
        }
        backup.complete();
        return contents;
    }

    private void say(LedgerFile.Contents contents) throws IOException {
        long bytes = Files.size(target.resolve(Backup.LEDGER));
        spec.commandLine()
                .getOut()
                .println(target + ": " + Texts.counted(contents.records(), "record", "records") + ", "
                        + Texts.counted(contents.deliveries(), "delivery", "deliveries") + " of which "
                        + Texts.counted(contents.waiting(), "waits", "wait") + "; " + Texts.size(bytes) + ", checked");
        spec.commandLine().getOut().flush();
    }
}
