package org.activityrelay.relay.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.activityrelay.relay.ledger.LedgerFile;
import org.activityrelay.relay.ledger.LedgerMove;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "move",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the SQLite ledger of a stopped service into an empty PostgreSQL database, all or nothing, and compares"
                    + " both sides.",
            "The SQLite file stays as it is."
        })
class MoveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "URL", description = "jdbc:postgresql://<host>/<database>")
    private String to;

    @Option(
            names = "--username",
            defaultValue = "${env:RELAY_LEDGER_USERNAME}",
            description = "User of that database, who may make tables. Default: RELAY_LEDGER_USERNAME")
    private String username;

    @Option(
            names = "--password",
            arity = "0..1",
            interactive = true,
            description = "Password of that user; asked for if nothing follows. Default: RELAY_LEDGER_PASSWORD")
    private String password;

    @Override
    public Integer call() {
        if (!to.startsWith("jdbc:postgresql:")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--to is jdbc:postgresql://<host>/<database>, not " + to.replaceFirst("\\?.*", ""));
        }
        Environment settings = Settings.load();
        LedgerFile ledger = Backup.ledger(settings, "There is nothing to move: it is in PostgreSQL already.");
        if (!java.nio.file.Files.isRegularFile(ledger.path())) {
            throw new CommandFailedException("There is no ledger at " + ledger.path()
                    + ". Run this in the folder in which the service ran, with the same settings.");
        }
        String secret = password != null ? password : System.getenv("RELAY_LEDGER_PASSWORD");
        List<LedgerMove.Table> tables;
        try (Bar bar = new Bar()) {
            tables = LedgerMove.run(settings.getRequiredProperty("relay.ledger.url"), to, username, secret, bar);
        }
        say(ledger, tables);
        return CommandLine.ExitCode.OK;
    }

    private void say(LedgerFile ledger, List<LedgerMove.Table> tables) {
        PrintWriter out = spec.commandLine().getOut();
        long rows = tables.stream().mapToLong(LedgerMove.Table::rows).sum();
        out.println(Texts.counted(rows, "row", "rows") + " in " + tables.size()
                + " tables moved; both sides have the same counts and checksums:");
        tables.stream()
                .filter(table -> table.rows() > 0)
                .forEach(
                        table -> out.println("  " + table.name() + " " + Texts.count(table.rows(), Integer.MAX_VALUE)));
        out.println("Now set relay.ledger.url to " + to.replaceFirst("\\?.*", "")
                + ", with relay.ledger.username and relay.ledger.password, and start the service.");
        out.println("Then put " + ledger.path()
                + " away: a service that started on it would deliver again what waits in it.");
        out.flush();
    }

    /** Made when it is known how much there is. */
    private static final class Bar implements LedgerMove.Listener, AutoCloseable {

        private Progress progress;

        @Override
        public void counted(long rows) {
            progress = Progress.ofRows("moving", rows);
        }

        @Override
        public void copied(String table, long rows) {
            progress.say(table);
            progress.to(rows);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
