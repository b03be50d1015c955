package org.activityrelay.relay.ledger;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints why the ledger does not start, in place of a stack trace; the message says what to do. */
class LedgerStartFailureAnalyzer extends AbstractFailureAnalyzer<LedgerStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LedgerStartException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
