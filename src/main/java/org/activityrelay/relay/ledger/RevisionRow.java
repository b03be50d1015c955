package org.activityrelay.relay.ledger;

import java.util.Arrays;
import java.util.List;

/** One row of {@code activity} with what belongs to it, about to be stored. */
record RevisionRow(
        String id, String headId, int revision, Entry entry, Content content, List<DeliveryStore.New> deliveries) {

    Accepted accepted() {
        String interactionId = entry.submission.activity().interactionId();
        return new Accepted(id, interactionId, revision, RevisionStore.status(content.plan()), false);
    }

    /** Null where it is that of the record as sent. */
    byte[] mergedFingerprint() {
        byte[] merged = content.fingerprint();
        return Arrays.equals(merged, entry.content.fingerprint()) ? null : merged;
    }
}
