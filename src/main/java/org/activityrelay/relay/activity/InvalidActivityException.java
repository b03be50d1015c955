package org.activityrelay.relay.activity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was sent is JSON, but no activity record; says everything that is wrong with it at once. */
public class InvalidActivityException extends RuntimeException {

    private final transient List<Problem> problems;

    public InvalidActivityException(List<Problem> problems) {
        super(problems.size() + " problem(s), the first at '" + problems.get(0).pointer() + "'", null, false, false);
        this.problems = firstOfEachPointer(problems);
    }

    /** What is wrong with a value first makes the rest of it wrong, too. */
    private static List<Problem> firstOfEachPointer(List<Problem> problems) {
        Set<String> pointers = new HashSet<>();
        return problems.stream()
                .filter(problem -> pointers.add(problem.pointer()))
                .toList();
    }

    /** At least one, and one for each pointer. */
    public List<Problem> problems() {
        return problems;
    }
}
