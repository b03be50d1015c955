package org.activityrelay.relay.delivery;

import java.time.Duration;

/** How one attempt ended, classified. Reasons are bounded words in lower snake case. */
public sealed interface Outcome {

    /** Its name where attempts are kept: delivered, retry, ambiguous, rejected, pause. */
    String word();

    /** Why, or null if it was delivered. */
    String reason();

    /** The receiver has it. Id and link may be null. */
    record Delivered(String externalId, String externalUrl) implements Outcome {
        @Override
        public String word() {
            return "delivered";
        }

        @Override
        public String reason() {
            return null;
        }
    }

    /**
     * Try again.
     *
     * @param after not before this long, or null to follow the schedule
     * @param ambiguous sent, but no answer: the receiver may have it
     */
    record Retry(String reason, Duration after, boolean ambiguous) implements Outcome {
        @Override
        public String word() {
            return ambiguous ? "ambiguous" : "retry";
        }
    }

    /** This record will never be taken as it is; an operator must look. */
    record Rejected(String reason) implements Outcome {
        @Override
        public String word() {
            return "rejected";
        }
    }

    /**
     * The destination itself is in trouble (credentials, quota): this delivery is retried, and others wait too.
     *
     * @param until not before this long, or null for the default
     */
    record Pause(String reason, Duration until) implements Outcome {
        @Override
        public String word() {
            return "pause";
        }
    }
}
