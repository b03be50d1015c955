package org.activityrelay.relay.intake.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * File intake.
 *
 * @param enabled whether files are taken
 * @param directory the drop folder
 * @param done where files go of which every record is stored; relative to the drop folder
 * @param rejected where files and lines go that are no records; relative to the drop folder
 * @param poll time between two looks into the folder
 * @param stableFor how long size, time and identity of a file must not have changed before it is taken
 * @param inFlight records handed to the ledger at a time
 * @param lock whether a lock file keeps other processes from the same folder
 * @param retryFirst wait after a failure, doubled after each further one
 * @param retryAtMost longest wait after a failure
 */
@ConfigurationProperties("relay.intake.files")
record FileSettings(
        boolean enabled,
        Path directory,
        Path done,
        Path rejected,
        Duration poll,
        Duration stableFor,
        int inFlight,
        boolean lock,
        Duration retryFirst,
        Duration retryAtMost) {

    FileSettings {
        if (ESCAPED.matcher(directory.toString()).find()) {
            throw new IllegalArgumentException("relay.intake.files.directory=" + directory
                    + ": Camel would read the % as an escape; rename the folder");
        }
        folder("done", done);
        folder("rejected", rejected);
        if (stableFor.isNegative()) {
            throw new IllegalArgumentException("relay.intake.files.stable-for is negative: write for example 2s");
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("relay.intake.files.in-flight is below 1: write for example 256");
        }
    }

    /** A folder that is the drop folder itself would be read again for ever. */
    private static void folder(String key, Path folder) {
        if (folder.normalize().toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "relay.intake.files." + key + "=" + folder + " is the drop folder itself: write another folder");
        }
    }

    private static final Pattern ESCAPED = Pattern.compile("%\\p{XDigit}{2}");

    /** How long a file that ends inside a record must not have changed before that counts as its end. */
    Duration settledFor() {
        return stableFor.multipliedBy(5);
    }
}
