package org.activityrelay.relay.configuration;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints everything that is wrong with the configuration, a line each, in place of a stack trace. */
class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<RefusedConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedConfigurationException refused) {
        List<Finding> findings = refused.findings();
        String lines = findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
        String count = findings.size() == 1 ? "There is a mistake" : "There are " + findings.size() + " mistakes";
        return new FailureAnalysis(
                count + " in the configuration:\n\n" + lines, "Correct what is listed, and start again.", refused);
    }
}
