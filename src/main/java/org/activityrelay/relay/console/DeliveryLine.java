package org.activityrelay.relay.console;

import java.time.Instant;
import org.activityrelay.relay.ledger.Deliveries.Item;

/**
 * One delivery among others: enough to recognise it, and nothing about a person.
 *
 * @param time when it was parked, delivered or cancelled, or else when it is due
 * @param ago how long ago that was, or what it is the time of
 * @param about what its record is, in a few words
 * @param meaning why it is where it is, as a sentence, or null
 */
record DeliveryLine(
        String activityId,
        String destination,
        String state,
        String tone,
        String time,
        String instant,
        String ago,
        String about,
        String interactionId,
        String reason,
        String meaning,
        int attempts,
        boolean newest) {

    static DeliveryLine of(Item item, Clockface clockface, Instant now) {
        boolean waits = !item.state().isFinal() || item.endedAt() == null;
        Instant time = waits ? item.dueAt() : item.endedAt();
        return new DeliveryLine(
                item.activityId(),
                Wording.name(item.destination(), item.part()),
                Wording.state(item.state(), item.mode(), item.attempts()),
                Wording.tone(item.state(), item.mode(), item.attempts()),
                clockface.show(time),
                time.toString(),
                waits ? Wording.clock(item.state()) : Clockface.ago(time, now),
                Fact.joined(item.type(), item.service(), item.disposition()),
                item.interactionId(),
                item.reason(),
                Wording.meaning(item.reason()),
                item.attempts(),
                item.newest());
    }
}
