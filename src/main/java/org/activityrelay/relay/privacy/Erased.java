package org.activityrelay.relay.privacy;

import java.util.List;

/**
 * What an erasure did, or would do.
 *
 * @param reference keyed hash of whom or what was erased, as in the audit trail
 * @param interactions how many were erased with all their revisions
 * @param places where, and how much
 * @param elsewhere what this service cannot erase: what it wrote into systems that are not its own
 */
public record Erased(
        String reference, boolean dryRun, int interactions, List<Place> places, List<Elsewhere> elsewhere) {

    /**
     * One table, folder or queue.
     *
     * @param count rows, files, records in files or messages; null when it could not be reached
     * @param problem why not, or null
     */
    public record Place(String place, Integer count, String problem) {}

    /**
     * Something at a destination.
     *
     * @param certain whether the receiver said that it has it; else it may have it
     */
    public record Elsewhere(
            String destination, String recordKey, String externalId, String externalUrl, boolean certain) {}
}
