package org.activityrelay.relay.ledger;

/**
 * The ledger's answer: committed and synced to disk.
 *
 * @param id id of the stored revision (time-ordered UUID); of the original if this was a duplicate; null if erased
 * @param interactionId as sent with that revision
 * @param revision counts from 1; 0 if erased
 * @param status of that revision
 * @param duplicate whether the record had been stored before, so that nothing was added
 */
public record Accepted(String id, String interactionId, int revision, ActivityStatus status, boolean duplicate) {

    /** The answer to a late duplicate of something erased: nothing is stored. */
    static Accepted erased(String interactionId) {
        return new Accepted(null, interactionId, 0, ActivityStatus.ERASED, true);
    }
}
