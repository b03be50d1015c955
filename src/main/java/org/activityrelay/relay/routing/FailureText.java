package org.activityrelay.relay.routing;

import org.apache.camel.component.bean.MethodNotFoundException;

/** Says what failed without repeating anything a record holds: exception messages often quote it. */
final class FailureText {

    private FailureText() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConflictingDeliveriesException) {
                return cause.getMessage();
            }
            if (cause instanceof MethodNotFoundException missing) {
                return "there is no field or method '" + missing.getMethodName() + "'";
            }
            if (cause instanceof IndexOutOfBoundsException) {
                return "an index is beyond the end of a list";
            }
        }
        return root(failure).getClass().getSimpleName();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
