package org.activityrelay.relay.command;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.explain.TrialContexts;
import org.activityrelay.relay.shadow.Comparer;
import org.activityrelay.relay.shadow.Comparer.Side;
import org.activityrelay.relay.shadow.Comparison;
import org.activityrelay.relay.shadow.ComparisonText;
import org.activityrelay.relay.shadow.Stored;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "shadow",
        mixinStandardHelpOptions = true,
        description = {
            "Runs candidate routes over stored records and says what they would have decided otherwise, grouped, with"
                    + " examples. Sends, asks and stores nothing.",
            "Reads the records of a running service, one short page at a time."
        })
class ShadowCommand implements Callable<Integer> {

    private static final int PAGE = 500;
    private static final Duration LONGEST_REST = Duration.ofMillis(50);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Spec
    private CommandSpec spec;

    @Option(names = "--routes", required = true, description = "Folder with the candidate routes")
    private Path routes;

    @Option(
            names = "--against",
            description = "Compares with these routes, instead of with what was decided when the records were stored")
    private Path against;

    @Option(
            names = "--bodies",
            description =
                    "Also compares what destinations would be sent. Against --against, or the routes of the settings")
    private boolean bodies;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin
    private ServiceOptions service;

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private ExplainCommand.Format format;

    /** Which records. */
    static class Which {

        @Option(names = "--last", description = "Those of the last time, for example 7d or 12h")
        private String last;

        @Option(names = "--count", description = "So many, the newest")
        private Integer count;
    }

    @Override
    public Integer call() throws Exception {
        for (Path folder : new Path[] {routes, against}) {
            if (folder != null && !Files.isDirectory(folder)) {
                throw new ParameterException(spec.commandLine(), folder + ": there is no such folder");
            }
        }
        Comparison comparison = compare();
        spec.commandLine()
                .getOut()
                .println((format == ExplainCommand.Format.JSON
                                ? JSON.copy()
                                        .enable(SerializationFeature.INDENT_OUTPUT)
                                        .writeValueAsString(comparison)
                                : ComparisonText.of(comparison))
                        .stripTrailing());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private Comparison compare() throws IOException, InterruptedException {
        try (TrialContexts trial = trial(routes);
                RunningContexts contexts = trial.build(trial.read())) {
            Side candidate = Side.of(contexts, trial.explainer(contexts));
            if (against == null && !bodies) {
                return read(new Comparer(candidate, null, false));
            }
            try (TrialContexts other = trial(against);
                    RunningContexts others = other.build(other.read())) {
                return read(new Comparer(candidate, Side.of(others, other.explainer(others)), bodies));
            }
        }
    }

    private static TrialContexts trial(Path folder) {
        return TrialContexts.of(
                Settings.load(), folder == null ? Map.of() : Map.of("relay.configuration.routes", folder.toString()));
    }

    /** Rests as long as each page took, so that the ledger is never busy with this for more than half of the time. */
    private Comparison read(Comparer comparer) throws IOException, InterruptedException {
        Service asked = service.service();
        String from = which.last == null ? "" : "&receivedFrom=" + since().toEpochMilli();
        Page first = page(asked, "/api/v1/plans?limit=1&count=true" + from);
        long total = which.count == null ? first.total() : Math.min(which.count, first.total());
        try (Progress progress = Progress.ofRows("records", total)) {
            String next = "/api/v1/plans?limit=" + PAGE + from;
            long seen = 0;
            while (next != null && (which.count == null || seen < which.count)) {
                long began = System.nanoTime();
                Page page = page(asked, next);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                List<Stored> items = page.items();
                int wanted = which.count == null ? items.size() : (int) Math.min(items.size(), which.count - seen);
                items.subList(0, wanted).forEach(comparer::add);
                seen += wanted;
                progress.to(seen);
                next = page.next();
                Thread.sleep((took.compareTo(LONGEST_REST) < 0 ? took : LONGEST_REST).toMillis());
            }
        }
        return comparer.comparison();
    }

    private Instant since() {
        try {
            return Instant.now().minus(DurationStyle.detectAndParse(which.last));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--last " + which.last + ": write a time such as 7d or 12h");
        }
    }

    private static Page page(Service service, String path) throws IOException {
        return JSON.treeToValue(service.get(path), Page.class);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(List<Stored> items, String next, Integer total) {}
}
