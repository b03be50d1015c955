package org.activityrelay.relay.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.activityrelay.relay.configuration.Finding;

/**
 * What a check found.
 *
 * @param hash of the configuration that was looked at
 * @param files how many files it has
 * @param findings everything that is wrong, in the order of files and lines; files by their paths, {@code routes/…}
 */
public record CheckReport(String hash, int files, List<Finding> findings) {

    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing at all was found. */
    public boolean ok() {
        return findings.isEmpty();
    }

    /** Whether it could be loaded: there is nothing worse than a warning. */
    public boolean loads() {
        return findings.stream().allMatch(Finding::warning);
    }

    /** The same with other names for the files, such as where they are on this machine. */
    public CheckReport renamed(UnaryOperator<String> file) {
        return new CheckReport(
                hash,
                files,
                findings.stream()
                        .map(finding -> finding.in(file.apply(finding.file())))
                        .toList());
    }
}
