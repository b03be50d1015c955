package org.activityrelay.relay.console;

import java.time.Instant;
import org.activityrelay.relay.ledger.Deliveries.Attempt;
import org.activityrelay.relay.ledger.Mode;

/**
 * Something that happened to a delivery: an attempt, or what somebody did.
 *
 * @param number of the attempt, or null
 * @param took how long it was, or null
 * @param words how it ended, or what was done
 * @param reason bounded word for why it did not deliver, or null
 * @param code HTTP status or SMTP code, or null
 * @param answer what the receiver said, secrets masked, or null
 */
record Event(
        Instant moment,
        String at,
        Integer number,
        String took,
        String words,
        String tone,
        String reason,
        String meaning,
        Integer code,
        String answer) {

    static Event of(Attempt attempt, Clockface clockface) {
        return new Event(
                attempt.startedAt(),
                clockface.zoned(attempt.startedAt()),
                attempt.number(),
                Clockface.took(attempt.took()),
                Wording.attempt(attempt.outcome(), attempt.mode()),
                Wording.attemptTone(attempt.outcome(), attempt.mode()),
                attempt.reason(),
                Wording.meaning(attempt.reason()),
                attempt.statusCode(),
                attempt.mode() == Mode.DRY_RUN ? null : attempt.detail());
    }

    /** Somebody's doing, in words that begin with a capital letter. */
    static Event of(Instant moment, String words, Clockface clockface) {
        return new Event(moment, clockface.zoned(moment), null, null, words, "noted", null, null, null, null);
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "Event[" + at + "]";
    }
}
