package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what came in, what waits for whom, and whether this is a good moment to stop.",
            "Nothing that was acknowledged is lost by stopping, whatever it says."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:A stop would interrupt nothing.",
            "1:The service does not answer, or refuses.",
            "2:Asked wrongly.",
            "3:A stop would interrupt something."
        })
class StatusCommand implements Callable<Integer> {

    private static final int NOT_SAFE = 3;

    enum Format {
        text,
        json
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Override
    public Integer call() throws Exception {
        Service asked = service.service();
        JsonNode status = asked.get("/api/v1/status");
        JsonNode destinations = destinations(asked);
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.json) {
            ObjectNode both = ((ObjectNode) status).set("destinations", destinations);
            out.println(Service.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(both));
        } else {
            Instant now = Clock.systemUTC().instant();
            counts(out, status, now);
            out.println();
            table(out, destinations, now);
            out.println();
            out.println("safe to stop: " + verdict(status));
        }
        out.flush();
        return status.path("safeToStop").asBoolean() ? CommandLine.ExitCode.OK : NOT_SAFE;
    }

    /** Null for a key that is bound to a tenant: destinations serve every tenant. */
    private static JsonNode destinations(Service service) {
        try {
            return service.get("/api/v1/destinations").get("destinations");
        } catch (Service.RefusedException e) {
            if (e.reason().equals("bound_to_tenant")) {
                return Service.JSON.nullNode();
            }
            throw e;
        }
    }

    private void counts(PrintWriter out, JsonNode status, Instant now) {
        JsonNode accepted = status.path("accepted");
        int upTo = status.path("countedUpTo").asInt(Integer.MAX_VALUE);
        String last = accepted.path("last").isNull()
                ? ""
                : "; the last one "
                        + Ages.since(Instant.parse(accepted.path("last").asText()), now) + " ago";
        out.println("accepted   " + Texts.count(accepted.path("lastHour").asInt(), upTo) + " in the last hour, "
                + Texts.count(accepted.path("lastDay").asInt(), upTo) + " in the last day" + last);
        out.println("unrouted   " + Texts.count(status.path("unrouted").asInt(), upTo));
        out.println("parked     " + Texts.count(status.path("parked").asInt(), upTo));
        out.println("under way  " + Texts.counted(status.path("inFlight").asInt(), "delivery", "deliveries") + ", "
                + Texts.counted(status.path("filesBeingRead").asInt(), "file", "files"));
    }

    private void table(PrintWriter out, JsonNode destinations, Instant now) {
        if (destinations.isNull()) {
            out.println("Destinations serve every tenant, and this key is bound to one of them.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("destination", "mode", "waiting", "oldest", "parked", "paused"));
        for (JsonNode destination : destinations) {
            JsonNode oldest = destination.path("oldestWaiting");
            rows.add(List.of(
                    destination.path("name").asText(),
                    destination.path("missing").asBoolean()
                            ? "missing"
                            : destination.path("mode").asText(),
                    Texts.count(destination.path("waiting").asInt(), Integer.MAX_VALUE),
                    oldest.isNull() ? "-" : Ages.since(Instant.parse(oldest.asText()), now),
                    Texts.count(destination.path("parked").asInt(), Integer.MAX_VALUE),
                    pause(destination.path("paused"), now)));
        }
        Texts.table(rows, "llrrrl").forEach(out::println);
    }

    private static String pause(JsonNode pause, Instant now) {
        if (pause.isNull()) {
            return "-";
        }
        String until = pause.path("until").isNull()
                ? "until it is resumed"
                : "until " + pause.path("until").asText();
        String by = pause.path("by").isNull() ? "" : " by " + pause.path("by").asText();
        return "for " + Ages.since(Instant.parse(pause.path("since").asText()), now) + " " + until + by + ": "
                + pause.path("reason").asText();
    }

    private static String verdict(JsonNode status) {
        if (status.path("safeToStop").asBoolean()) {
            return "yes";
        }
        StringJoiner reasons = new StringJoiner(", ", "no (", ")");
        status.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        return reasons.toString();
    }
}
