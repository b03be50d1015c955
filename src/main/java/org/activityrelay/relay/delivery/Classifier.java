package org.activityrelay.relay.delivery;

/** Judges how an attempt ended. What it does not know is a retry, never a loss. */
public interface Classifier {

    /**
     * Never throws and never answers null.
     *
     * @param failure what the route threw, wrapped or not; null when it ended normally, then the last answer alone is
     *     judged (a proxy's HTML page with status 200 is no success)
     * @param evidence what was seen below the mapping
     */
    Outcome classify(Throwable failure, AttemptEvidence evidence);

    /** The same with what operators are told of it: a masked detail and the receiver's status code. */
    default Attempt attempt(Throwable failure, AttemptEvidence evidence) {
        Integer status = evidence.answer() == null ? null : evidence.answer().status();
        return new Attempt(classify(failure, evidence), null, status, evidence.progress());
    }
}
