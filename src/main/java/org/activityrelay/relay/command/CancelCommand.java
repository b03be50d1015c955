package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Takes deliveries back: one, or all that match, that are pending, in flight or parked.",
            "What is in flight may end, but is not repeated. replay brings back what was cancelled.",
            "Counts and shows first, and asks."
        })
class CancelCommand extends RepairingDeliveries {

    @Override
    String path() {
        return "/api/v1/cancellations";
    }

    @Override
    String refusal(String state) {
        return switch (state) {
            case "delivered", "superseded", "cancelled" -> "there is nothing left to take back";
            default -> null;
        };
    }

    @Override
    void show(JsonNode counted) {
        say(matching(counted, "delivery", "deliveries") + ".");
        if (counted.path("count").asInt() > 0) {
            deliveries(counted);
        }
    }

    @Override
    String question(int count) {
        return "Cancel " + (count == 1 ? "it" : "them") + "?";
    }

    @Override
    String result(JsonNode done) {
        return Texts.counted(done.path("done").asInt(), "delivery is", "deliveries are") + " taken back.";
    }
}
