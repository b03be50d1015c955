package org.activityrelay.relay.configuration;

import java.time.Instant;
import java.util.List;

/**
 * What this process runs, and whether its files say something else.
 *
 * @param process names this process among those that share the ledger
 * @param hash of what runs
 * @param since when it began to run
 * @param refused the files as they are now, when they are wrong, or null
 */
public record ConfigurationStatus(String process, String hash, Instant since, Refused refused) {

    /** Whether what runs is not what the files say. */
    public boolean isStale() {
        return refused != null;
    }

    /**
     * Files that were not put into effect.
     *
     * @param hash of the files, or null when they could not be read
     * @param at when they were refused
     * @param findings everything that is wrong with them
     */
    public record Refused(String hash, Instant at, List<Finding> findings) {}
}
