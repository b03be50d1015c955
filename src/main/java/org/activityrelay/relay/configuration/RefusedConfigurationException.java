package org.activityrelay.relay.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot run, with everything that is wrong with it. */
public class RefusedConfigurationException extends RuntimeException {

    private final transient List<Finding> findings;

    /** @param findings in any order */
    public RefusedConfigurationException(List<Finding> findings) {
        super(sorted(findings).stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = sorted(findings);
    }

    /** Everything that is wrong, in the order of the files and lines. */
    public List<Finding> findings() {
        return findings;
    }

    static List<Finding> sorted(Collection<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::file)
                        .thenComparing(Finding::line, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }
}
