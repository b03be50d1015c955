package org.activityrelay.relay.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.activityrelay.relay.check.CheckFormat;
import org.activityrelay.relay.check.CheckReport;
import org.activityrelay.relay.check.Coverage;
import org.activityrelay.relay.check.CoverageTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        description = {
            "Shows where records of each disposition and type go by the rules, which go nowhere but to the database, and"
                    + " which rules nothing reaches.",
            "Exit code 0 if every rule is reached by one of those or by a case, 1 if one is not or there are mistakes in the files."
        })
class CoverageCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "Holds routes/ and config/. Default: the folders of this folder's settings")
    private Path folder;

    @Option(
            names = "--only",
            paramLabel = "DESTINATION",
            defaultValue = "database",
            description = "The destination that every record reaches. Default: ${DEFAULT-VALUE}")
    private String fallback;

    @Option(
            names = "--url",
            description = {
                "Shows this of what runs in the service there; the key is in the environment variable RELAY_KEY."
            })
    private String url;

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    /** Of the output. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws Exception {
        if (url != null && folder != null) {
            throw new ParameterException(spec.commandLine(), "a running service shows its own rules");
        }
        Coverage coverage =
                url == null ? here() : CoverageTable.read(Service.at(url).get("/api/v1/coverage"));
        if (coverage == null) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        CoverageTable table = new CoverageTable(coverage, fallback);
        PrintWriter out = spec.commandLine().getOut();
        out.println(format == Format.JSON ? table.json() : table.text());
        out.flush();
        return coverage.unreached().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Null when the files cannot be loaded; that has been told then. */
    private Coverage here() throws IOException {
        try (Bundle bundle = new Bundle(folder)) {
            CheckReport report = bundle.check();
            if (!report.loads()) {
                spec.commandLine().getErr().println(CheckFormat.TEXT.write(report));
                return null;
            }
            Coverage coverage = bundle.workbench().checker().coverage(bundle.read());
            return coverage.unreached().isEmpty() ? coverage : coverage.with(bundle.cases());
        }
    }
}
