package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.activityrelay.relay.doctor.TrialReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = {
            "Sends exactly one record for real to a destination that is in dry-run, by the running service: shows the"
                    + " request, asks, sends it, and shows the answer and a link. Everything else stays in dry-run.",
            "A stored record keeps its delivery: what was written is known, never written twice, and brought up to date by"
                    + " later revisions. A file is not stored.",
            "Exit code 0 if it is delivered, 1 if it is not."
        })
class TryCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final ObjectMapper SHOWN = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DESTINATION", description = "Where to")
    private String destination;

    @Parameters(
            index = "1",
            paramLabel = "RECORD",
            description = "The id of a stored record, a file with one record, or - for standard input")
    private String record;

    @Option(names = "--yes", description = "Sends it without asking")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only shows what would be sent")
    private boolean dryRun;

    @Mixin
    private ServiceOptions service;

    @Override
    public Integer call() throws IOException {
        boolean id = ID.matcher(record).matches() && !Files.exists(Path.of(record));
        byte[] body = id
                ? Service.JSON.writeValueAsBytes(Service.JSON.createObjectNode().put("id", record))
                : body();
        Service asked = service.service();
        TrialReport shown = ask(asked, body, "");
        print(shown, "Would be sent to " + destination + ":");
        if (!shown.outcome().equals("delivered")) {
            say("Nothing was sent: " + why(shown));
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (dryRun) {
            say("Nothing was sent (--dry-run).");
            return CommandLine.ExitCode.OK;
        }
        if (!agreed()) {
            say("Nothing was sent.");
            return CommandLine.ExitCode.SOFTWARE;
        }
        TrialReport done = ask(asked, body, "?send=true");
        print(done, "Sent to " + destination + ":");
        boolean delivered = done.outcome().equals("delivered");
        say(delivered ? "Delivered." : "Not delivered: " + why(done));
        if (done.externalId() != null) {
            say("It is " + done.externalId() + " there" + (done.externalUrl() == null ? "." : ":"));
        }
        if (done.externalUrl() != null) {
            say("  " + done.externalUrl());
        }
        return delivered ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String why(TrialReport report) {
        return report.reason() + (report.detail() == null ? "" : ": " + report.detail());
    }

    private boolean agreed() {
        if (yes) {
            return true;
        }
        if (!Terminal.isInteractive()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Nothing was sent: there is no terminal to ask on. Add --yes to send it, or --dry-run to only look");
        }
        return Terminal.agrees("Send this one record for real?");
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

    private TrialReport ask(Service asked, byte[] body, String query) throws IOException {
        String name = URLEncoder.encode(destination, StandardCharsets.UTF_8).replace("+", "%20");
        HttpResponse<byte[]> answer =
                asked.post("/api/v1/destinations/" + name + "/trials" + query, "application/json", body);
        if (answer.statusCode() != 200) {
            throw asked.refused(answer.statusCode(), Service.tree(answer));
        }
        return Service.JSON.readValue(answer.body(), TrialReport.class);
    }

    private void print(TrialReport report, String title) throws IOException {
        say(title);
        for (TrialReport.Exchange exchange : report.exchanges()) {
            say("");
            request(exchange);
            if (exchange.status() != null) {
                say("  → " + exchange.status()
                        + (exchange.answer() == null || exchange.answer().isBlank()
                                ? ""
                                : " " + exchange.answer().strip()));
            }
        }
        say("");
        report.notes().forEach(this::say);
    }

    private void request(TrialReport.Exchange exchange) throws IOException {
        JsonNode request = exchange.request();
        if (!exchange.kind().equals("http")) {
            say("  " + exchange.kind() + " " + indented(request));
            return;
        }
        say("  " + request.path("method").asText() + " " + request.path("url").asText()
                + (exchange.asks() ? "   (only asks)" : ""));
        request.path("headers")
                .properties()
                .forEach(header ->
                        say("  " + header.getKey() + ": " + header.getValue().asText()));
        if (!request.path("body").isNull() && !request.path("body").isMissingNode()) {
            say("  " + indented(request.path("body")));
        }
    }

    private static String indented(JsonNode json) throws IOException {
        return SHOWN.writeValueAsString(json).replace("\n", "\n  ");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
