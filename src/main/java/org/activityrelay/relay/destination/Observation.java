package org.activityrelay.relay.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;

/**
 * One thing that an examination has looked at.
 *
 * @param verdict how it is
 * @param what was looked at, and what was found; no secret in it
 * @param remedy what to do about it; null when it is well
 */
public record Observation(
        Verdict verdict,
        String what,
        @JsonInclude(JsonInclude.Include.NON_NULL) String remedy) {

    /** How it is. */
    public enum Verdict {
        OK,
        /** Works, but perhaps not as it is meant. */
        WARNING,
        /** Deliveries would fail. */
        PROBLEM;

        /** As people and JSON have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Observation ok(String what) {
        return new Observation(Verdict.OK, what, null);
    }

    public static Observation warning(String what, String remedy) {
        return new Observation(Verdict.WARNING, what, remedy);
    }

    public static Observation problem(String what, String remedy) {
        return new Observation(Verdict.PROBLEM, what, remedy);
    }
}
