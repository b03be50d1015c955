package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot run, with everything that is wrong with it. */
public class RefusedConfigurationException extends RuntimeException {

    private final transient List<Finding> findings;

    public RefusedConfigurationException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** Everything that is wrong, in the order of the files. */
    public List<Finding> findings() {
        return findings;
    }
}
