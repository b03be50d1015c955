package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.activityrelay.relay.cases.CaseReport;
import org.activityrelay.relay.cases.CaseResults;
import org.activityrelay.relay.cases.Cases;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.explain.TrialContexts;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the cases in routes/cases: whether given records still go where they must, with the content they must"
                    + " have. Sends, asks and stores nothing.",
            "Exit code 0 if all is as expected, 1 if not."
        })
class TestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder with routes. Default: that of the settings, relay.configuration.routes")
    private Path routes;

    @Option(names = "--only", description = "Only the cases whose file or name contains this")
    private String only;

    @Option(names = "--format", defaultValue = "text", description = "text, json or junit. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Option(
            names = "--url",
            description = {
                "Lets the service that runs there run the cases of the routes that it runs; the key is in the environment"
                        + " variable RELAY_KEY."
            })
    private String url;

    /** Of the output. */
    enum Format {
        TEXT,
        JSON,
        JUNIT
    }

    @Override
    public Integer call() throws IOException {
        if (url != null && routes != null) {
            throw new ParameterException(spec.commandLine(), "a running service runs the cases of its own routes");
        }
        if (routes != null && !Files.isDirectory(routes)) {
            throw new ParameterException(spec.commandLine(), routes + ": there is no such folder");
        }
        CaseResults results = url == null ? here() : asked();
        if (results.cases().isEmpty() && results.mistakes().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    only == null ? "there are no cases: write one to cases/" : "no case is called '" + only + "'");
        }
        print(results);
        return results.isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private CaseResults here() {
        ConfigurableEnvironment settings = Settings.load();
        Map<String, String> instead =
                routes == null ? Map.of() : Map.of("relay.configuration.routes", routes.toString());
        try (TrialContexts trial = TrialContexts.of(settings, instead);
                RunningContexts contexts = trial.build(trial.read())) {
            Cases cases = new Cases(settings);
            return only == null ? cases.run(contexts) : cases.run(contexts, this::isWanted);
        }
    }

    private CaseResults asked() throws IOException {
        Service service = Service.at(url);
        byte[] question = only == null
                ? new byte[0]
                : Service.JSON.writeValueAsBytes(Service.JSON.createObjectNode().put("only", only));
        HttpResponse<byte[]> answer = service.post("/api/v1/tests", "application/json", question);
        if (answer.statusCode() != 200) {
            throw service.refused(answer.statusCode(), Service.tree(answer));
        }
        return Service.JSON
                .copy()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(answer.body(), CaseResults.class);
    }

    private boolean isWanted(String name) {
        return name.toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT));
    }

    private void print(CaseResults results) {
        String text =
                switch (format) {
                    case TEXT -> CaseReport.text(results, CommandLine.Help.Ansi.AUTO.enabled());
                    case JSON -> CaseReport.json(results);
                    case JUNIT -> CaseReport.junit(results);
                };
        spec.commandLine().getOut().println(text.stripTrailing());
        spec.commandLine().getOut().flush();
    }
}
