package org.activityrelay.relay.delivery;

/** Judges a failed attempt: try again, never again, or hold the destination. Anything unknown is a retry. */
public interface Classifier {

    /**
     * @param failure what the destination route ended with
     * @param evidence what was seen below its mapping
     */
    Outcome classify(Throwable failure, AttemptEvidence evidence);
}
