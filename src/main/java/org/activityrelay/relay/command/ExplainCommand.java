package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.explain.Explanation;
import org.activityrelay.relay.explain.ExplanationText;
import org.activityrelay.relay.explain.TrialContexts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says what would happen to a record: how it is read, which rules send it where, and exactly what each"
                    + " destination would send. Sends, asks and stores nothing.",
            "A file is explained by the routes and settings of this folder, whether a service runs or not; a stored"
                    + " record, or anything with --running or --url, by the running service.",
            "Exit code 0 if everything would be delivered, 1 if something is refused, unrouted or fails."
        })
class ExplainCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RECORD",
            description =
                    "A file with records (.json, .ndjson, .csv), the id of a stored record, or - for standard input")
    private String record;

    @Option(
            names = "--routes",
            description = "Folder with routes to explain by. Default: that of the settings, relay.configuration.routes")
    private Path routes;

    @Option(names = "--tenant", description = "Whose record it is. Default: relay.intake.tenant")
    private String tenant;

    @Mixin
    private ServiceOptions service;

    @Option(names = "--running", description = "Asks the running service, for a file, too")
    private boolean running;

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Option(names = "--full", description = "Shows the HTML of mails and all of long SQL statements, too")
    private boolean full;

    /** Of the output. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws Exception {
        boolean elsewhere = running || isId() || spec.commandLine().getParseResult().hasMatchedOption("--url");
        Explanation explanation = elsewhere ? asked() : here();
        print(explanation);
        return isGood(explanation) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean isId() {
        return ID.matcher(record).matches() && !Files.exists(Path.of(record));
    }

    private Explanation here() throws IOException {
        byte[] body = body();
        Map<String, String> instead =
                routes == null ? Map.of() : Map.of("relay.configuration.routes", routes.toString());
        try (TrialContexts trial = TrialContexts.of(Settings.load(), instead);
                RunningContexts contexts = trial.build(trial.read())) {
            return trial.explainer(contexts).explain(body, tenant);
        }
    }

    private Explanation asked() throws IOException {
        if (routes != null || tenant != null) {
            throw new ParameterException(
                    spec.commandLine(), "a running service explains by its own routes, and for the tenant of the key");
        }
        byte[] question = isId()
                ? Service.JSON.writeValueAsBytes(Service.JSON.createObjectNode().put("id", record))
                : body();
        Service asked = service.service();
        HttpResponse<byte[]> answer = asked.post("/api/v1/explanations", "application/json", question);
        if (answer.statusCode() != 200) {
            throw asked.refused(answer.statusCode(), Service.tree(answer));
        }
        return Service.JSON.readValue(answer.body(), Explanation.class);
    }

    private byte[] body() throws IOException {
        if (record.equals("-")) {
            return System.in.readAllBytes();
        }
        Path file = Path.of(record);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ParameterException(
                    spec.commandLine(),
                    record + ": there is no such file that can be read, and it is no id of a record");
        }
        return Files.readAllBytes(file);
    }

    private void print(Explanation explanation) throws IOException {
        String text = format == Format.JSON
                ? new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(explanation)
                : new ExplanationText(CommandLine.Help.Ansi.AUTO.enabled(), full)
                        .write(explanation)
                        .stripTrailing();
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private static boolean isGood(Explanation explanation) {
        return explanation.records().stream()
                .allMatch(each -> each.status().equals(Explanation.Status.ROUTED.word())
                        && each.deliveries().stream()
                                .allMatch(delivery -> delivery.outcome().equals("delivered")));
    }
}
