package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts real service processes in a scratch folder, gives them work, kills them, and tells whether every promise was
 * kept: acknowledged means stored, stored means delivered, delivered once wherever the receiver allows it.
 */
public final class CrashTest {

    private static final int NO_BROKER = 0;

    private final Options options;
    private final PrintWriter out;
    private final Scratch scratch;
    private final ScratchDatabase database;
    private final Program program;
    private final int brokerPort;
    private final Weather weather;

    private CrashTest(Options options, PrintWriter out, Scratch scratch, ScratchDatabase database, Program program)
            throws IOException {
        this.options = options;
        this.out = out;
        this.scratch = scratch;
        this.database = database;
        this.program = program;
        brokerPort = database == null ? ServiceProcess.freePort() : NO_BROKER;
        weather = new Weather(options.seed());
    }

    /**
     * Runs all rounds and prints a line of a table for each.
     *
     * @throws IllegalArgumentException when folder or database are not the test's own; nothing was touched then
     */
    public static Report run(Options options, PrintWriter out) throws Exception {
        Scratch scratch = Scratch.take(options);
        Report report = run(options, out, scratch, Program.layOut(scratch.program()));
        if (report.violations().isEmpty() && !options.keep()) {
            scratch.delete();
        }
        return report;
    }

    static Report run(Options options, PrintWriter out, Scratch scratch, Program program) throws Exception {
        ScratchDatabase database =
                options.database() == null ? null : ScratchDatabase.take(options.database(), scratch.schema());
        Report report = new CrashTest(options, out, scratch, database, program).run();
        if (database != null && report.violations().isEmpty()) {
            database.delete();
        }
        return report;
    }

    private Report run() throws Exception {
        try (Receivers receivers = Receivers.open(weather)) {
            Processes processes = new Processes(processes(receivers));
            Thread last = new Thread(() -> killAll(processes));
            Runtime.getRuntime().addShutdownHook(last);
            try {
                return run(processes, receivers);
            } finally {
                processes.kill();
                Runtime.getRuntime().removeShutdownHook(last);
            }
        }
    }

    private static void killAll(Processes processes) {
        try {
            processes.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ServiceProcess> processes(Receivers receivers) throws IOException {
        List<ServiceProcess> processes = new ArrayList<>();
        for (int number = 1; number <= options.processes(); number++) {
            Path folder = scratch.process(number);
            int port = ServiceProcess.freePort();
            List<String> settings = new ArrayList<>(scratch.settings(receivers::url));
            settings.add("server.port=" + port);
            settings.add("relay.data=" + folder);
            if (brokerPort != NO_BROKER) {
                settings.add("relay.intake.queue.port=" + brokerPort);
            }
            settings.addAll(database == null ? List.of() : database.settings());
            settings.addAll(options.settings());
            Map<String, String> secrets = database == null ? Map.of() : database.secrets();
            processes.add(new ServiceProcess(program, folder, port, settings, secrets));
        }
        return processes;
    }

    private Report run(Processes processes, Receivers receivers)
            throws IOException, InterruptedException, SQLException {
        out.println("Seed " + options.seed() + ", in " + scratch.folder());
        processes.prepare();
        processes.start();
        Report.Line.head(out);
        List<Report.Line> lines = new ArrayList<>();
        List<String> violations = new ArrayList<>();
        for (int number = 1; number <= options.rounds(); number++) {
            Round round = new Round(number, options, processes, receivers, weather, evidence());
            Round.Result result = round.run(scratch.dropFolder(), brokerPort);
            result.line().print(out, Integer.toString(number));
            lines.add(result.line());
            violations.addAll(result.violations());
            if (result.broken()) {
                out.println("No more rounds: the service did not survive this one.");
                break;
            }
        }
        Report report = new Report(options.seed(), lines, violations);
        report.total().print(out, "all");
        processes.terminate();
        return report;
    }

    private Evidence evidence() throws IOException {
        if (database != null) {
            return database.evidence();
        }
        Path data = scratch.process(1);
        return new Evidence(
                new Options.Server("jdbc:sqlite:" + data.resolve("ledger.db"), null, null),
                new Options.Server("jdbc:sqlite:" + data.resolve("reporting.db"), null, null));
    }
}
