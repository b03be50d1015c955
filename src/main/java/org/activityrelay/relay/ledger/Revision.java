package org.activityrelay.relay.ledger;

import java.util.List;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.routing.Plan;

/**
 * A later revision, merged and routed, ready to be stored if its head is still the same.
 *
 * @param base what it was merged with
 * @param activity merged
 * @param canonical the same as text
 * @param mergedFingerprint of the merged record; null if equal to that of the record as sent
 * @param plan for the merged record
 * @param replaces whether it takes the place of older revisions; a suspicious one does not
 */
record Revision(
        Entry entry,
        Head base,
        Activity activity,
        String canonical,
        byte[] mergedFingerprint,
        List<byte[]> persons,
        Plan plan,
        boolean replaces) {

    int number() {
        return base.latestRevision() + 1;
    }
}
