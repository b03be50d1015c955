package org.activityrelay.relay.ledger;

/**
 * A later revision, merged and routed, ready to be stored if its head is still the same.
 *
 * @param base what it was merged with
 * @param content of the merged record
 * @param anotherAgent whether another agent sent it than the one before
 * @param replaces whether it takes the place of older revisions; a suspicious one does not
 */
record Revision(Entry entry, Head base, Content content, boolean anotherAgent, boolean replaces) {

    boolean beginsSharing() {
        return anotherAgent && !base.shared();
    }

    int number() {
        return base.latestRevision() + 1;
    }
}
