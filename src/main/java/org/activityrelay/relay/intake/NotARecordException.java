package org.activityrelay.relay.intake;

/** A body that is not a record was refused; it is kept as a rejection. Trying again changes nothing. */
public class NotARecordException extends RuntimeException {

    private final transient Receipt.Refused refused;

    public NotARecordException(Receipt.Refused refused) {
        super("not a record, kept as rejection " + refused.rejectionId() + ": " + first(refused));
        this.refused = refused;
    }

    /** What is wrong, and where the body is kept. */
    public Receipt.Refused refused() {
        return refused;
    }

    private static String first(Receipt.Refused refused) {
        if (refused.problems().isEmpty()) {
            return "no reason given";
        }
        Receipt.Problem problem = refused.problems().get(0);
        return (problem.pointer().isEmpty() ? "" : problem.pointer() + " ") + problem.detail();
    }
}
