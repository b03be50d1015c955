package org.activityrelay.relay.intake;

/** The door is being closed while it waits; what it holds stays with the sender. */
class DoorClosingException extends RuntimeException {

    DoorClosingException(String message) {
        super(message);
    }
}
