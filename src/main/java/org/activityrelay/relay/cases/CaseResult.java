package org.activityrelay.relay.cases;

import java.util.List;
import org.activityrelay.relay.routing.Decision;

/**
 * How one case went.
 *
 * @param name of the file and of the case: {@code complaint: A complaint is mailed}
 * @param file below the routes folder
 * @param line where the case begins
 * @param differences none if all is as expected
 * @param millis how long it took
 * @param reached the steps of the rules that planned something
 * @param shown the destinations whose content it looks at
 */
public record CaseResult(
        String name,
        String file,
        int line,
        List<Difference> differences,
        long millis,
        List<Decision> reached,
        List<String> shown) {

    /** Whether all is as expected. */
    public boolean isGood() {
        return differences.isEmpty();
    }
}
