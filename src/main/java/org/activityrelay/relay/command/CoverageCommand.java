package org.activityrelay.relay.command;

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

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    /** Of the output. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Bundle bundle = new Bundle(folder)) {
            CheckReport report = bundle.check();
            if (!report.loads()) {
                spec.commandLine().getErr().println(CheckFormat.TEXT.write(report));
                return CommandLine.ExitCode.SOFTWARE;
            }
            Coverage coverage = bundle.workbench().checker().coverage(bundle.read());
            if (!coverage.unreached().isEmpty()) {
                coverage = coverage.with(bundle.cases());
            }
            CoverageTable table = new CoverageTable(coverage, fallback);
            out.println(format == Format.JSON ? table.json() : table.text());
            out.flush();
            return coverage.unreached().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
