package org.activityrelay.relay.routing;

/** Two rules name one destination with different arguments: which of them to obey is not for the relay to guess. */
public class ConflictingDeliveriesException extends RuntimeException {

    ConflictingDeliveriesException(PlannedDelivery earlier, PlannedDelivery later) {
        super("destination " + later.destination()
                + (later.part().isEmpty() ? "" : " part " + later.part())
                + " is planned with different arguments at " + place(earlier.decision()) + " and at "
                + place(later.decision()) + ": give one of them its own part");
    }

    private static String place(Decision decision) {
        return decision == null ? "an unknown line" : decision.file() + ":" + decision.line();
    }
}
