package org.activityrelay.relay.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.activityrelay.relay.crashtest.CrashTest;
import org.activityrelay.relay.crashtest.Options;
import org.activityrelay.relay.crashtest.Report;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "crash-test",
        mixinStandardHelpOptions = true,
        description = {
            "Kills service processes of its own under load and proves that nothing is lost or doubled.",
            "Works only in a scratch folder and, if given, an empty PostgreSQL database. Exit code 1 on any violation."
        })
class CrashTestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds of work, kills and drain. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--kills", defaultValue = "7", description = "Kills in each round. Default: ${DEFAULT-VALUE}")
    private int kills;

    @Option(names = "--seed", description = "Repeats the random choices of an earlier run")
    private Long seed;

    @Option(
            names = "--folder",
            description = "Scratch folder, absent or empty, which is kept. Default: a temporary one")
    private Path folder;

    @Option(
            names = "--drain",
            defaultValue = "120",
            description = "Seconds until what is undelivered counts as stuck. Default: ${DEFAULT-VALUE}")
    private int drain;

    @Option(names = "--postgresql", description = "jdbc:postgresql://<host>/<database>: empty, for this test alone")
    private String postgresql;

    @Option(names = "--username", description = "User of that database, who may make tables")
    private String username;

    @Option(
            names = "--password",
            arity = "0..1",
            interactive = true,
            description = "Password of that user; asked for if nothing follows")
    private String password;

    @Option(
            names = "--processes",
            description = "Service processes, of which one at a time is killed. Default: 3 on PostgreSQL, else 1")
    private Integer processes;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Report report;
        try {
            report = CrashTest.run(options(), out);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        report.violations().forEach(violation -> out.println("VIOLATION: " + violation));
        out.println(report.violations().isEmpty() ? "Every promise was kept." : "Promises were broken.");
        out.flush();
        return report.violations().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Options options() throws Exception {
        Environment settings = Settings.load();
        return new Options(
                rounds,
                kills,
                seed == null ? new SecureRandom().nextInt(1_000_000) : seed,
                processes != null ? processes : postgresql == null ? 1 : 3,
                folder == null ? Files.createTempDirectory("crash-test-") : folder,
                folder != null,
                postgresql == null ? null : new Options.Server(postgresql, username, password),
                Path.of(settings.getRequiredProperty("relay.configuration.routes")),
                Path.of(settings.getRequiredProperty("relay.configuration.site")),
                Duration.ofSeconds(drain),
                List.of());
    }
}
