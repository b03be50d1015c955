package org.activityrelay.relay.delivery.classifier;

import java.util.Optional;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;

/** Knows the failures of one kind of destination. */
interface Judge {

    /** Nothing when the failure is not of this kind. */
    Optional<Outcome> judge(Causes causes, AttemptEvidence evidence);
}
