package org.activityrelay.relay.delivery.classifier;

import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;

/** The four forms a judgement takes. */
final class Verdict {

    private Verdict() {}

    /** Retry by the schedule; ambiguous when a write left this process and nothing answered it. */
    static Outcome retry(Reason reason, AttemptEvidence evidence) {
        return new Outcome.Retry(reason.word(), null, evidence.isAmbiguous());
    }

    /** Retry of something that certainly never reached the receiver, or that it certainly answered. */
    static Outcome plainRetry(Reason reason) {
        return new Outcome.Retry(reason.word(), null, false);
    }

    static Outcome reject(Reason reason) {
        return new Outcome.Rejected(reason.word());
    }

    static Outcome pause(Reason reason) {
        return new Outcome.Pause(reason.word(), null);
    }
}
