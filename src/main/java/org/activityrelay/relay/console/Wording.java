package org.activityrelay.relay.console;

import java.util.Map;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records.StoredDelivery;

/** The ledger's words, as sentences for people. */
final class Wording {

    private static final Map<String, String> UNROUTED = Map.of(
            "no_rule_matched", "No rule wanted this record.",
            "routing_failed", "A rule failed, or took too long, so none of the rules was followed.",
            "suspicious_id", "More than 20 revisions of this interaction came within an hour: its id may be wrong.",
            "untrusted_revision", "It changes a record that came in another way, so it was set aside.");

    private static final Map<String, String> DOORS = Map.of(
            "http", "by HTTP",
            "files", "in a file",
            "queue", "by the message queue",
            "collector", "from the agent's browser");

    private Wording() {}

    /** How far a delivery is, in one or a few words. */
    static String state(StoredDelivery delivery) {
        return switch (delivery.state()) {
            case PENDING -> delivery.attempts() == 0 ? "waiting" : "will be tried again";
            case IN_FLIGHT -> "being delivered";
            case DELIVERED -> delivery.mode() == Mode.DRY_RUN ? "dry run" : "delivered";
            case PARKED -> "parked";
            case SUPERSEDED -> "replaced by a newer revision";
            case CANCELLED -> "cancelled";
        };
    }

    /** The colour of a state: {@code good}, {@code noted}, {@code waits}, {@code trouble}, {@code bad}, {@code gone}. */
    static String tone(StoredDelivery delivery) {
        return switch (delivery.state()) {
            case PENDING -> delivery.attempts() == 0 ? "waits" : "trouble";
            case IN_FLIGHT -> "waits";
            case DELIVERED -> delivery.mode() == Mode.DRY_RUN ? "noted" : "good";
            case PARKED -> "bad";
            case SUPERSEDED, CANCELLED -> "gone";
        };
    }

    /** What a reason means; null when there is none. */
    static String meaning(String reason) {
        return reason == null ? null : Reason.of(reason).map(Reason::meaning).orElse(null);
    }

    static String unrouted(String reason) {
        return UNROUTED.getOrDefault(reason, "It was set aside.");
    }

    /** By which door it came. */
    static String door(String intake) {
        return DOORS.getOrDefault(intake, "by the door \"" + intake + "\"");
    }
}
