package org.activityrelay.relay.crashtest;

/** The service did something that no kill explains; a violation. */
final class ServiceTrouble extends RuntimeException {

    private static final long serialVersionUID = 1;

    ServiceTrouble(String message) {
        super(message);
    }
}
