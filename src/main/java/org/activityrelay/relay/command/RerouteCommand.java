package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reroute",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the rules that run now about one record, or all that match; those that are unrouted, unless --status says"
                    + " otherwise.",
            "Adds what is missing, and repeats nothing that was delivered.",
            "Counts and shows first, and asks."
        })
class RerouteCommand extends Repairing {

    @Parameters(arity = "0..1", paramLabel = "RECORD", description = "Id of one record")
    private String id;

    @Option(names = "--status", paramLabel = "STATUS", description = "unrouted or routed. Default: unrouted")
    private String status;

    @Option(
            names = "--reason",
            paramLabel = "WORD",
            description =
                    "Unrouted for this reason: no_rule_matched, routing_failed or suspicious_id; or those of which a"
                            + " delivery waits for a destination that is gone: destination_missing")
    private String reason;

    @Override
    String path() {
        return "/api/v1/reroutes";
    }

    @Override
    String id() {
        return id;
    }

    @Override
    void addTo(ObjectNode filter) {
        RecordFilterOptions.put(filter, "status", status);
        RecordFilterOptions.put(filter, "reason", reason);
    }

    @Override
    void one(Service service, ObjectNode request, ObjectNode filter) {
        JsonNode record = find(service);
        filter.put("activityId", id);
        String unrouted = record.at("/plan/unroutedReason").asText("");
        if (unrouted.isEmpty() || unrouted.equals("null")) {
            filter.put("status", "routed");
        } else {
            filter.put("reason", unrouted);
        }
    }

    private JsonNode find(Service service) {
        try {
            return service.get("/api/v1/activities/" + id);
        } catch (Service.RefusedException e) {
            if (e.status() == 404) {
                throw new CommandFailedException("There is no record " + id + ".");
            }
            throw e;
        }
    }

    @Override
    void show(JsonNode counted) {
        int count = counted.path("count").asInt();
        say(matching(counted, "record", "records") + ".");
        if (count == 0) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("record", "interaction", "unrouted because", "would go to"));
        for (JsonNode one : counted.path("sample")) {
            StringJoiner destinations = new StringJoiner(", ");
            destinations.setEmptyValue("nowhere");
            one.path("destinations").forEach(destination -> destinations.add(destination.asText()));
            rows.add(List.of(
                    one.at("/activity/id").asText(),
                    one.at("/activity/interactionId").asText(),
                    one.path("reason").isNull() ? "-" : one.path("reason").asText(),
                    destinations.toString()));
        }
        table(rows, count);
    }

    @Override
    String question(int count) {
        return "Ask the rules again?";
    }

    @Override
    String result(JsonNode done) {
        return Texts.counted(done.path("asked").asInt(), "record was", "records were") + " asked about; "
                + Texts.counted(done.path("routed").asInt(), "got", "got") + " "
                + Texts.counted(done.path("added").asInt(), "new delivery", "new deliveries") + ".";
    }
}
