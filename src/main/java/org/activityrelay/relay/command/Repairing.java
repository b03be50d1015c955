package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is repaired: counted and shown first, and done when somebody agrees. */
abstract class Repairing implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions service;

    @Mixin
    private RecordFilterOptions records;

    @Option(names = "--all", description = "All, if there is no other criterion")
    private boolean all;

    @Option(names = "--dry-run", description = "Only counts and shows")
    private boolean dryRun;

    @Option(names = "--yes", description = "Does not ask")
    private boolean yes;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            description =
                    "No more than so many. Default: what the service allows at once (relay.ledger.repair.at-most)")
    private Integer limit;

    @Override
    public final Integer call() {
        if (limit != null && limit < 1) {
            throw wrong("--limit is a number from 1; --dry-run does nothing");
        }
        Service asked = service.service();
        ObjectNode request = request(asked);
        if (limit != null) {
            request.put("limit", limit);
        }
        JsonNode counted = asked.post(path(), request.deepCopy().put("dryRun", true));
        show(counted);
        int count = counted.path("count").asInt();
        if (count == 0) {
            return CommandLine.ExitCode.OK;
        }
        if (dryRun) {
            say("Nothing was done (--dry-run).");
            return CommandLine.ExitCode.OK;
        }
        if (!yes && !Terminal.isInteractive()) {
            complain(
                    "Nothing was done: there is no terminal to ask on. Add --yes to do it, or --dry-run to only look.");
            return CommandLine.ExitCode.USAGE;
        }
        if (!yes && !Terminal.agrees(question(count))) {
            say("Nothing was done.");
            return CommandLine.ExitCode.SOFTWARE;
        }
        request.put("expected", count);
        if (counted.has("asOf")) {
            request.set("asOf", counted.get("asOf"));
        }
        return finish(asked.post(path(), request));
    }

    private ObjectNode request(Service service) {
        ObjectNode request = Service.JSON.createObjectNode();
        ObjectNode filter = request.putObject("filter");
        records.addTo(filter);
        addTo(filter);
        if (id() != null) {
            if (!filter.isEmpty() || all) {
                throw wrong("Name one by its id, or all by criteria, but not both");
            }
            if (!ID.matcher(id()).matches()) {
                throw wrong("'" + id() + "' is no id");
            }
            one(service, request, filter);
        } else if (filter.isEmpty() && !all) {
            throw wrong("Say which: an id, criteria such as --destination, or --all");
        }
        options(request);
        return request;
    }

    private Integer finish(JsonNode done) {
        say(result(done));
        if (done.path("more").asBoolean()) {
            say("More match than were done at once: run it again for the next ones.");
        }
        return CommandLine.ExitCode.OK;
    }

    /** Resource of the API. */
    abstract String path();

    /** The one that is meant, or null. */
    abstract String id();

    abstract void addTo(ObjectNode filter);

    /** Makes the request mean that one only. */
    abstract void one(Service service, ObjectNode request, ObjectNode filter);

    /** Further fields of the request. */
    void options(ObjectNode request) {}

    abstract void show(JsonNode counted);

    abstract String question(int count);

    abstract String result(JsonNode done);

    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message + ".");
    }

    /** What the usage would only hide. */
    private void complain(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    final void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    final void table(List<List<String>> rows, int count) {
        Texts.table(rows, "l".repeat(rows.get(0).size())).forEach(line -> say("  " + line));
        if (count > rows.size() - 1) {
            say("  …");
        }
    }

    /** Deliveries as a table, the first ones only. */
    final void deliveries(JsonNode counted) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("delivery", "interaction", "destination", "mode", "state", "reason"));
        for (JsonNode one : counted.path("sample")) {
            rows.add(List.of(
                    one.path("id").asText(),
                    one.at("/activity/interactionId").asText(),
                    one.path("destination").asText(),
                    one.path("mode").asText(),
                    one.path("state").asText(),
                    one.path("reason").isNull() ? "-" : one.path("reason").asText()));
        }
        table(rows, counted.path("count").asInt());
    }

    /** How many match, and how many of them are done at once. */
    final String matching(JsonNode counted, String one, String many) {
        int count = counted.path("count").asInt();
        int upTo = counted.path("countedUpTo").asInt(Integer.MAX_VALUE);
        String match = count >= upTo
                ? Texts.count(count, upTo) + " " + many + " match"
                : Texts.counted(count, one, many) + (count == 1 ? " matches" : " match");
        int most = counted.path("atMost").asInt(Integer.MAX_VALUE);
        return count > most ? match + "; the " + Texts.counted(most, "oldest is", "oldest are") + " done" : match;
    }
}
