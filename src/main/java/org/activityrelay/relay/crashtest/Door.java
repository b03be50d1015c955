package org.activityrelay.relay.crashtest;

import java.util.List;

/** One way into the service, as its senders use it. */
interface Door {

    /** How many versions one call may send together. */
    int most();

    /** Whether what it acknowledges is with a broker first, and stored later. */
    boolean isQueue();

    /**
     * Sends once.
     *
     * @return whether the versions were acknowledged, all of them; if not, they are to be sent again
     * @throws Refusal when they were refused for good
     */
    boolean send(List<Version> versions) throws InterruptedException;

    /** The service refused a record that is one. */
    final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }
}
