package org.activityrelay.relay.problem;

/** Ends a request with a problem document. */
public class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super("refused with status " + problem.status(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
