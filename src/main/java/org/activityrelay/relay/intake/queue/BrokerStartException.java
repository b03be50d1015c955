package org.activityrelay.relay.intake.queue;

/** The embedded broker does not start; the message says why and what to do. */
class BrokerStartException extends IllegalStateException {

    BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
