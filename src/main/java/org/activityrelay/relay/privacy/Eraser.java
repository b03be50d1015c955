package org.activityrelay.relay.privacy;

import java.util.List;
import org.activityrelay.relay.ledger.Erasures.Held;
import org.activityrelay.relay.ledger.Erasures.Subject;

/** Erases a person or an interaction wherever this service keeps it. */
public interface Eraser {

    /** @param reason without personal data, or null */
    record Request(Subject subject, String reason, boolean dryRun, String who) {}

    /**
     * Erases, or counts what would be erased.
     *
     * @throws StillUnderWayException when deliveries did not end in time; then nothing is erased
     * @throws CopiesUnreachableException when a place does not answer; what had been erased before stays erased
     */
    Erased erase(Request request);

    /** Whether a text names the subject. */
    static boolean names(Subject subject, String text) {
        return Traces.of(subject, new Held(List.of(), List.of(), List.of())).isIn(text);
    }
}
