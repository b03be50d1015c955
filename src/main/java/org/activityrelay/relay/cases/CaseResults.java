package org.activityrelay.relay.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Which case reaches a step of the rules, the first one of each, by the step's place: {@code <file>:<line>}. */
    public Map<String, String> reached() {
        Map<String, String> reached = new HashMap<>();
        for (CaseResult result : cases) {
            result.reached().forEach(step -> reached.putIfAbsent(step.file() + ":" + step.line(), result.name()));
        }
        return reached;
    }

    /** Everything that is not as expected, as findings: for those who decide whether a configuration may run. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(mistakes);
        for (CaseResult result : cases) {
            for (Difference difference : result.differences()) {
                findings.add(new Finding(
                        result.file(),
                        difference.line(),
                        "the case '" + result.name().substring(result.name().indexOf(": ") + 2) + "' is not met: "
                                + difference.at() + " is " + difference.actual() + " instead of "
                                + difference.expected(),
                        "correct the routes, or the case"));
            }
        }
        return findings;
    }
}
