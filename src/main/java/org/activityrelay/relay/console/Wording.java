package org.activityrelay.relay.console;

import java.util.Map;
import org.activityrelay.relay.delivery.Reason;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Mode;
import org.activityrelay.relay.ledger.Records.StoredDelivery;

/** The ledger's words, as sentences for people. */
final class Wording {

    static final Map<String, String> UNROUTED = Map.of(
            "no_rule_matched", "No rule wanted this record.",
            "routing_failed", "A rule failed, or took too long, so none of the rules was followed.",
            "suspicious_id", "More than 20 revisions of this interaction came within an hour: its id may be wrong.",
            "untrusted_revision", "It changes a record that came in another way, so it was set aside.");

    private static final Map<String, String> DOORS = Map.of(
            "http", "by HTTP",
            "files", "in a file",
            "queue", "by the message queue",
            "collector", "from the agent's browser");

    private static final Map<String, String> ATTEMPTS = Map.of(
            "delivered", "delivered",
            "retry", "failed",
            "ambiguous", "sent, but not answered",
            "rejected", "refused for good",
            "pause", "failed, the destination rests",
            "nothing_sent", "nothing was sent");

    /** Tables of the ledger; other places say their own name. */
    private static final Map<String, String> PLACES = Map.of(
            "interaction_head", "interactions",
            "activity", "records (revisions)",
            "activity_content", "their contents, as they came and as understood",
            "delivery", "deliveries",
            "attempt", "attempts to deliver",
            "person", "hashes to find them by",
            "rejection", "refused bodies",
            "dry_run", "dry-run results");

    private Wording() {}

    /** How far a delivery is, in one or a few words. */
    static String state(StoredDelivery delivery) {
        return state(delivery.state(), delivery.mode(), delivery.attempts());
    }

    static String state(DeliveryState state, Mode mode, int attempts) {
        return switch (state) {
            case PENDING -> attempts == 0 ? "waiting" : "will be tried again";
            case IN_FLIGHT -> "being delivered";
            case DELIVERED -> mode == Mode.DRY_RUN ? "dry run" : "delivered";
            case PARKED -> "parked";
            case SUPERSEDED -> "replaced by a newer revision";
            case CANCELLED -> "cancelled";
        };
    }

    /** The colour of a state: {@code good}, {@code noted}, {@code waits}, {@code trouble}, {@code bad}, {@code gone}. */
    static String tone(StoredDelivery delivery) {
        return tone(delivery.state(), delivery.mode(), delivery.attempts());
    }

    static String tone(DeliveryState state, Mode mode, int attempts) {
        return switch (state) {
            case PENDING -> attempts == 0 ? "waits" : "trouble";
            case IN_FLIGHT -> "waits";
            case DELIVERED -> mode == Mode.DRY_RUN ? "noted" : "good";
            case PARKED -> "bad";
            case SUPERSEDED, CANCELLED -> "gone";
        };
    }

    /** What the time of a delivery that waits says. */
    static String clock(DeliveryState state) {
        return state == DeliveryState.IN_FLIGHT ? "was due" : "due";
    }

    /** What a place that holds something of a person is called. */
    static String place(String place) {
        return PLACES.getOrDefault(place, place.replace('_', ' '));
    }

    /** How an attempt ended. */
    static String attempt(String outcome, Mode mode) {
        return mode == Mode.DRY_RUN && "delivered".equals(outcome)
                ? "recorded, not sent"
                : ATTEMPTS.getOrDefault(outcome, outcome.replace('_', ' '));
    }

    static String attemptTone(String outcome, Mode mode) {
        return switch (outcome) {
            case "delivered" -> mode == Mode.DRY_RUN ? "noted" : "good";
            case "rejected", "nothing_sent" -> "bad";
            default -> "trouble";
        };
    }

    /** A destination and the part of it. */
    static String name(String destination, String part) {
        return part.isEmpty() ? destination : destination + "/" + part;
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

    /** Who did something. */
    static String who(String name) {
        return "local".equals(name) ? "local (no key)" : name;
    }

    /** As {@code 1 delivery} or {@code 3 deliveries}. */
    static String many(int count, String what) {
        String plural = what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
        return count + " " + (count == 1 ? what : plural);
    }

    /** Deliveries of that state, as a part of a sentence. */
    static String deliveries(DeliveryState state, Mode mode) {
        String dry = mode == null ? "" : mode == Mode.DRY_RUN ? "dry-run " : "live ";
        return switch (state) {
            case PARKED -> "parked " + dry + "deliveries";
            case PENDING -> "waiting " + dry + "deliveries";
            case IN_FLIGHT -> dry + "deliveries under way";
            case DELIVERED -> mode == Mode.DRY_RUN ? "deliveries that were only recorded" : "delivered " + dry + "ones";
            case SUPERSEDED -> "replaced " + dry + "deliveries";
            case CANCELLED -> "cancelled " + dry + "deliveries";
        };
    }

    static String tab(DeliveryState state) {
        return switch (state) {
            case PARKED -> "Parked";
            case PENDING -> "Waiting";
            case IN_FLIGHT -> "Under way";
            case DELIVERED -> "Delivered";
            case SUPERSEDED -> "Replaced";
            case CANCELLED -> "Cancelled";
        };
    }

    static String title(DeliveryState state) {
        return state == DeliveryState.DELIVERED ? "Delivered" : tab(state) + " deliveries";
    }

    /** What to know of the list of that state. */
    static String lead(DeliveryState state) {
        return switch (state) {
            case PARKED ->
                "Refused for good, or all retries are used up. Each says why: mend the cause, then replay exactly those.";
            case PENDING ->
                "They go out by themselves: at the time shown, or as soon as a paused destination is resumed.";
            case IN_FLIGHT -> "They are being delivered at this moment.";
            case DELIVERED -> "The receiver has them; those of a dry run were recorded and not sent.";
            case SUPERSEDED -> "A newer revision of the same record took their place.";
            case CANCELLED -> "An operator took them back. They can still be replayed.";
        };
    }
}
