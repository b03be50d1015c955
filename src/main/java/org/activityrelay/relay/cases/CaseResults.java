package org.activityrelay.relay.cases;

import java.util.List;
import org.activityrelay.relay.configuration.Finding;

/**
 * How all cases went.
 *
 * @param mistakes in the case files themselves, with their lines
 * @param cases in the order of the files
 * @param uncovered what no case looks at: steps of the rules, and destinations
 */
public record CaseResults(List<Finding> mistakes, List<CaseResult> cases, List<Finding> uncovered) {

    /** Whether every file could be read and every case went as expected. */
    public boolean isGood() {
        return mistakes.isEmpty() && cases.stream().allMatch(CaseResult::isGood);
    }
}
