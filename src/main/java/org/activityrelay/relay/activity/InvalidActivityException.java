package org.activityrelay.relay.activity;

import java.util.List;

/** What was sent is JSON, but no activity record; says everything that is wrong with it at once. */
public class InvalidActivityException extends RuntimeException {

    private final transient List<Problem> problems;

    public InvalidActivityException(List<Problem> problems) {
        super(problems.size() + " problem(s), the first at '" + problems.get(0).pointer() + "'", null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
