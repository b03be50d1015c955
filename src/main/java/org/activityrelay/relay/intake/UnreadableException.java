package org.activityrelay.relay.intake;

import java.util.List;
import org.activityrelay.relay.intake.Receipt.Problem;

/** An item of a body cannot be read as a record. */
final class UnreadableException extends RuntimeException {

    static final int NOT_JSON = 400;
    static final int TOO_LARGE = 413;
    static final int NO_RECORD = 422;

    private final int status;
    private final transient List<Problem> problems;

    UnreadableException(int status, List<Problem> problems) {
        super(null, null, false, false);
        this.status = status;
        this.problems = problems;
    }

    UnreadableException(int status, String pointer, String detail) {
        this(status, List.of(new Problem(pointer, detail)));
    }

    /** The HTTP status that fits. */
    int status() {
        return status;
    }

    List<Problem> problems() {
        return problems;
    }
}
