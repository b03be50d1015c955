package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.activityrelay.relay.check.CheckFormat;
import org.activityrelay.relay.check.CheckReport;
import org.activityrelay.relay.configuration.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Looks for mistakes in routes, mappings, templates, SQL, dispositions and settings, and reports all of them,"
                    + " each with file and line. Starts nothing and sends nothing.",
            "Exit code 0 if there are none, 1 if there are."
        })
class CheckCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/checks";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "Holds routes/ and config/. Default: the folders of this folder's settings")
    private Path folder;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "text, json, github (annotations) or gitlab (code quality report). Default: ${DEFAULT-VALUE}")
    private CheckFormat format;

    @Option(
            names = "--url",
            description = {
                "Lets the service that runs there look, with its settings; the key is in the environment variable"
                        + " RELAY_KEY. Without a folder it looks at its own files."
            })
    private String url;

    @Override
    public Integer call() throws Exception {
        CheckReport report = url == null ? here() : asked();
        String text = format.write(report);
        if (!text.isEmpty()) {
            spec.commandLine().getOut().println(text);
            spec.commandLine().getOut().flush();
        }
        return report.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private CheckReport here() throws IOException {
        try (Bundle bundle = new Bundle(folder)) {
            return bundle.check();
        }
    }

    private CheckReport asked() throws IOException {
        if (folder == null) {
            return report(post(""));
        }
        try (Bundle bundle = new Bundle(folder)) {
            ObjectMapper json = new ObjectMapper();
            ObjectNode files = json.createObjectNode();
            for (Map.Entry<String, byte[]> file : bundle.read().files().entrySet()) {
                files.put(file.getKey(), new String(file.getValue(), StandardCharsets.UTF_8));
            }
            return bundle.located(report(post(json.writeValueAsString(files))));
        }
    }

    private byte[] post(String body) {
        Service service = Service.at(url);
        HttpResponse<byte[]> answer = service.post(PATH, "application/json", body.getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw service.refused(answer.statusCode(), Service.tree(answer));
        }
        return answer.body();
    }

    private static CheckReport report(byte[] answer) throws IOException {
        JsonNode json = new ObjectMapper().readTree(answer);
        List<Finding> findings = new ArrayList<>();
        json.path("findings")
                .forEach(finding -> findings.add(new Finding(
                        finding.path("file").asText(),
                        finding.path("line").isInt() ? finding.path("line").intValue() : null,
                        finding.path("what").asText(),
                        finding.path("remedy").textValue(),
                        finding.path("severity").asText().equals("warning"))));
        return new CheckReport(json.path("hash").asText(), json.path("files").asInt(), findings);
    }
}
