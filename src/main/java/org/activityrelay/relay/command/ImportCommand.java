package org.activityrelay.relay.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.activityrelay.relay.intake.RecordFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Hands the records of files to the service, in their order.",
            "May be repeated after an interruption: what is stored already is not stored twice.",
            "What is refused is told, with its line and why, in <file>.error.json."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:Everything is stored.",
            "1:Something was refused, or the service does not answer; what was stored stays.",
            "2:Asked wrongly."
        })
class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = ".json, .ndjson, .jsonl or .csv (recording export)")
    private List<Path> files;

    @Option(
            names = "--batch",
            paramLabel = "NUMBER",
            defaultValue = "500",
            description = "Records in one request. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to try while the service cannot store. Default: ${DEFAULT-VALUE}")
    private int patience;

    @Override
    public Integer call() throws IOException {
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new ParameterException(spec.commandLine(), file + ": there is no such file that can be read");
            }
            if (!RecordFile.isKnown(file.getFileName().toString())) {
                throw new ParameterException(
                        spec.commandLine(), file + ": its name ends with none of .json, .ndjson, .jsonl, .csv");
            }
        }
        if (batch < 1) {
            throw new ParameterException(spec.commandLine(), "--batch is a number from 1");
        }
        Service asked = service.service();
        boolean refused = false;
        for (Path file : files) {
            refused |= send(asked, file) > 0;
        }
        return refused ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    /** Answers how many were refused. The bar ends before the line that sums it up. */
    @SuppressWarnings("try")
    private long send(Service asked, Path file) throws IOException {
        try (RecordFile records = new RecordFile(file, batch);
                ImportErrors errors = new ImportErrors(file);
                Progress progress = Progress.ofBytes(file.getFileName().toString(), Files.size(file))) {
            Importing importing = new Importing(asked, errors, progress, Duration.ofSeconds(patience));
            try {
                for (RecordFile.Part part = records.next(); part != null; part = records.next()) {
                    importing.send(part);
                    progress.to(records.position());
                }
            } finally {
                errors.complete(importing);
                progress.close();
                say(file, importing, errors);
            }
            return importing.refused();
        } catch (IOException e) {
            throw new CommandFailedException(file + ": " + e.getMessage(), e);
        }
    }

    private void say(Path file, Importing done, ImportErrors errors) {
        String line = file + ": " + Texts.counted(done.stored(), "record", "records") + " stored, "
                + Texts.counted(done.known(), "was", "were") + " there already, "
                + Texts.counted(done.refused(), "was", "were") + " refused";
        spec.commandLine().getOut().println(done.refused() == 0 ? line : line + ": see " + errors.file());
        spec.commandLine().getOut().flush();
    }
}
