package org.activityrelay.relay.ledger;

import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;

/**
 * One record on its way into the ledger.
 *
 * @param activity canonical record as it arrived
 * @param original the bytes as sent (of this record only, if it came in a batch)
 * @param intake the door: http, files, queue, …
 * @param principal name of the key or user that sent it, or null
 * @param plan routing of this record taken alone; a revision is routed again after merging
 * @param untrusted whether anybody may have sent it: it adds records, but changes none that another principal stored
 */
public record Submission(
        Activity activity, byte[] original, String intake, String principal, Plan plan, boolean untrusted) {

    /** From a sender who is trusted. */
    public Submission(Activity activity, byte[] original, String intake, String principal, Plan plan) {
        this(activity, original, intake, principal, plan, false);
    }
}
