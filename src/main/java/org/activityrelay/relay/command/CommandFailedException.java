package org.activityrelay.relay.command;

/** What was asked for cannot be done; the message says why and what to do. */
class CommandFailedException extends RuntimeException {

    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
