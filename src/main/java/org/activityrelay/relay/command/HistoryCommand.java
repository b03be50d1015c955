package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Shows which configuration ran when, in every process that shares the ledger, and what was refused.",
            "With --diff, what changed from one to another."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:Shown.", "1:The service does not answer, or refuses.", "2:Asked wrongly."})
class HistoryCommand implements Callable<Integer> {

    private static final int SHORT = 12;
    private static final int FINDINGS = 3;

    enum Format {
        text,
        json
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Option(
            names = "--diff",
            arity = "2",
            paramLabel = "HASH",
            description = "Two configurations, older first: the first 6 or more digits of their hashes")
    private List<String> diff;

    @Option(names = "--limit", defaultValue = "20", description = "How many events. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Service asked = service.service();
        if (diff == null) {
            history(asked, out);
        } else {
            changes(asked, out);
        }
        out.flush();
        return 0;
    }

    private void history(Service asked, PrintWriter out) throws Exception {
        JsonNode events = asked.get("/api/v1/configurations?limit=" + limit).get("items");
        JsonNode now = asked.get("/api/v1/configuration");
        if (format == Format.json) {
            ObjectNode both = Service.JSON.createObjectNode();
            both.set("configuration", now);
            both.set("events", events);
            out.println(Service.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(both));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("when", "process", "what", "configuration", "runs"));
        for (JsonNode event : events) {
            rows.add(List.of(
                    Instant.parse(event.path("at").asText())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    event.path("process").asText(),
                    event.path("event").asText(),
                    brief(event.path("hash")),
                    brief(event.path("running"))));
        }
        List<String> lines = Texts.table(rows, "lllll");
        out.println(lines.get(0));
        for (int i = 1; i < lines.size(); i++) {
            out.println(lines.get(i));
            findings(events.get(i - 1).path("findings"), out);
        }
        out.println();
        for (JsonNode process : now.path("processes")) {
            out.println(process.path("process").asText() + " runs " + brief(process.path("hash"))
                    + (process.path("stale").asBoolean() ? "; its files are refused:" : ""));
            findings(process.path("findings"), out);
        }
    }

    private static void findings(JsonNode findings, PrintWriter out) {
        for (int i = 0; i < findings.size() && i < FINDINGS; i++) {
            JsonNode finding = findings.get(i);
            String line =
                    finding.path("line").isInt() ? ":" + finding.path("line").asInt() : "";
            out.println("    " + finding.path("file").asText() + line + ": "
                    + finding.path("what").asText());
        }
        if (findings.size() > FINDINGS) {
            out.println("    and " + (findings.size() - FINDINGS) + " more");
        }
    }

    private static String brief(JsonNode hash) {
        String text = hash.asText();
        return text.length() > SHORT ? text.substring(0, SHORT) : text;
    }

    private void changes(Service asked, PrintWriter out) throws Exception {
        String from = hash(diff.get(0));
        String to = hash(diff.get(1));
        JsonNode changes = asked.get("/api/v1/configurations/" + to + "/changes?since=" + from);
        if (format == Format.json) {
            out.println(Service.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(changes));
            return;
        }
        JsonNode files = changes.path("files");
        files.forEach(file -> out.println(file.path("diff").asText()));
        if (files.isEmpty()) {
            out.println("Both are the same.");
        }
    }

    /** Goes into an address. */
    private String hash(String given) {
        if (!given.matches("[0-9a-f]{6,64}")) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(),
                    "'" + given + "' is no hash: write its first 6 or more digits, 0 to 9 and a to f");
        }
        return given;
    }
}
