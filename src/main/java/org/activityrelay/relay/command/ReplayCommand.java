package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Delivers again: one delivery, or all that match, of the newest revisions.",
            "Those that are parked, unless --state says otherwise; with --mode dry-run what was only recorded, for"
                    + " destinations that are live by now.",
            "Counts and shows first, and asks."
        })
class ReplayCommand extends RepairingDeliveries {

    @Option(
            names = "--include-delivered",
            description = "Also what destinations have already: it is overwritten there, or arrives a second time")
    private boolean includeDelivered;

    @Override
    String path() {
        return "/api/v1/replays";
    }

    @Override
    void options(ObjectNode request) {
        JsonNode filter = request.get("filter");
        boolean recorded = filter.path("mode").asText().equals("dry-run");
        boolean one = request.has("deliveryId");
        if (filter.path("state").asText().equals("delivered") && !includeDelivered && !recorded && !one) {
            throw wrong(
                    "What is delivered is overwritten, or arrives a second time: add --include-delivered if you mean"
                            + " that");
        }
        request.put("includeDelivered", includeDelivered);
    }

    @Override
    String refusal(String state) {
        return switch (state) {
            case "in_flight" -> "see first how that ends";
            case "superseded" -> "a newer revision has taken its place";
            default -> null;
        };
    }

    @Override
    void show(JsonNode counted) {
        say(matching(counted, "delivery", "deliveries") + ".");
        if (counted.path("count").asInt() > 0) {
            deliveries(counted);
        }
        effects(counted.path("overwritten"), "will be overwritten at the destination");
        effects(counted.path("sentAgain"), "will be sent a second time");
        StringJoiner still = new StringJoiner(", ");
        counted.path("stillInDryRun").forEach(destination -> still.add(destination.asText()));
        if (still.length() > 0) {
            say("Left alone, because still in dry-run: " + still + ".");
        }
    }

    private void effects(JsonNode counts, String what) {
        List<Map.Entry<String, JsonNode>> byDestination =
                counts.properties().stream().toList();
        byDestination.forEach(
                one -> say("Attention: " + Texts.counted(one.getValue().asInt(), "delivery", "deliveries") + " that "
                        + one.getKey() + " has already " + what + "."));
    }

    @Override
    String question(int count) {
        return "Deliver " + (count == 1 ? "it" : "them") + " again?";
    }

    @Override
    String result(JsonNode done) {
        return Texts.counted(done.path("done").asInt(), "delivery is", "deliveries are") + " due again.";
    }
}
