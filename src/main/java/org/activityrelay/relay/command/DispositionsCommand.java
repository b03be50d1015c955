package org.activityrelay.relay.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.activityrelay.relay.activity.DispositionList;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.activityrelay.relay.activity.Dispositions.Listed;
import org.activityrelay.relay.activity.DispositionsEdit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dispositions",
        mixinStandardHelpOptions = true,
        description = "Keeps config/dispositions.yaml.",
        synopsisSubcommandLabel = "COMMAND")
class DispositionsCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Puts the dispositions of a list into config/dispositions.yaml: CSV with columns name, class and, if you"
                        + " like, code and id; or JSON, an array of objects with the same.",
                "A class is SUCCESS, FAILURE, CONTINUE, SPAM, DO_NOT_CALL or UNKNOWN. What the file has already stays, with"
                        + " its comments; a disposition whose class changed moves. Nothing is written if anything is wrong."
            })
    int bring(
            @Parameters(paramLabel = "FILE", description = ".csv or .json") Path file,
            @Option(names = "--print", description = "Prints the new file and writes nothing") boolean print)
            throws IOException {
        if (!Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), file + ": there is no such file that can be read");
        }
        Path target = Path.of(Settings.load().getRequiredProperty("relay.configuration.site"), "dispositions.yaml");
        List<Listed> listed;
        DispositionsEdit.Result result;
        try {
            listed = DispositionList.parse(
                    Files.readAllBytes(file),
                    file.toString().toLowerCase(Locale.ROOT).endsWith(".json"));
        } catch (InvalidDispositionsException e) {
            return refuse(file, e);
        }
        try {
            result = DispositionsEdit.merge(Files.exists(target) ? Files.readAllBytes(target) : new byte[0], listed);
        } catch (InvalidDispositionsException e) {
            return refuse(target, e);
        }
        if (print) {
            spec.commandLine().getOut().print(result.text());
        } else {
            write(target, result.text());
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s: %d added, %d changed, %d as they were%n",
                            target,
                            result.added(),
                            result.changed(),
                            listed.size() - result.added() - result.changed());
        }
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private int refuse(Path file, InvalidDispositionsException refused) {
        refused.mistakes()
                .forEach(mistake ->
                        spec.commandLine().getErr().println(file + ":" + mistake.line() + ": " + mistake.detail()));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Whole or not at all: a service may be reading it. */
    private static void write(Path target, String text) throws IOException {
        if (target.toAbsolutePath().getParent() != null) {
            Files.createDirectories(target.toAbsolutePath().getParent());
        }
        Path next = target.resolveSibling(".dispositions.yaml.tmp");
        Files.writeString(next, text);
        Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
