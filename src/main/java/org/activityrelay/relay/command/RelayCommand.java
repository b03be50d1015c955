package org.activityrelay.relay.command;

import java.util.List;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All commands. {@code serve} is the service itself and begins elsewhere; here it only has its place in the help. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Takes the activity records of a contact centre and delivers them to database, email and CRM.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            KeyCommand.class,
            SendCommand.class,
            CheckCommand.class,
            CoverageCommand.class,
            DispositionsCommand.class,
            ExplainCommand.class,
            DoctorCommand.class,
            TryCommand.class,
            TestCommand.class,
            ShadowCommand.class,
            HistoryCommand.class,
            DdlCommand.class,
            StatusCommand.class,
            ReplayCommand.class,
            CancelCommand.class,
            RerouteCommand.class,
            ImportCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            MoveCommand.class,
            CrashTestCommand.class,
            HelpCommand.class
        })
public class RelayCommand implements Runnable {

    private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");

    @Spec
    private CommandSpec spec;

    /** Whether these arguments start the service: none, settings only, or {@code serve}. */
    public static boolean serves(String... arguments) {
        return arguments.length == 0
                || !HELP.contains(arguments[0]) && arguments[0].startsWith("-")
                || arguments[0].equals("serve") && !List.of(arguments).contains("--help");
    }

    /** Runs a command; answers its exit code: 0 done, 1 failed, 2 asked wrongly. */
    public static int run(String... arguments) {
        // A command's output is its answer; libraries speak up only when something is wrong.
        LoggingSystem.get(RelayCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        return new CommandLine(new RelayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(RelayCommand::failed)
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        command.getErr().println(command.getColorScheme().errorText(message));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
