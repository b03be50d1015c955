package org.activityrelay.relay.console;

import java.util.List;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.activityrelay.relay.ledger.Records.StoredActivity;
import org.activityrelay.relay.ledger.Records.StoredDelivery;

/**
 * One record among others: enough to recognise it, and nothing about a person.
 *
 * @param received in the console's time zone
 * @param instant the same for programs
 * @param latest whether no newer revision is there
 * @param chips where it goes and how far that is
 */
record Line(
        String id,
        String received,
        String instant,
        String type,
        String service,
        String disposition,
        String interactionId,
        int revision,
        boolean latest,
        List<Chip> chips) {

    /** @param tone the colour, see {@link Wording#tone} */
    record Chip(String name, String state, String tone) {

        static Chip of(StoredDelivery delivery) {
            return new Chip(
                    Wording.name(delivery.destination(), delivery.part()),
                    Wording.state(delivery),
                    Wording.tone(delivery));
        }
    }

    static Line of(StoredActivity stored, Clockface clockface) {
        return new Line(
                stored.id(),
                clockface.show(stored.receivedAt()),
                stored.receivedAt().toString(),
                text(stored, "type"),
                text(stored, "service"),
                text(stored, "disposition"),
                text(stored, "interactionId"),
                stored.revision(),
                stored.revision() == stored.latestRevision(),
                chips(stored));
    }

    private static List<Chip> chips(StoredActivity stored) {
        if (stored.status() == ActivityStatus.UNROUTED) {
            return List.of(new Chip("unrouted", why(stored.unroutedReason()), "bad"));
        }
        return stored.deliveries().stream().map(Chip::of).toList();
    }

    private static String why(String reason) {
        return reason == null ? null : reason.replace('_', ' ');
    }

    private static String text(StoredActivity stored, String field) {
        return stored.canonical().path(field).asText(null);
    }
}
