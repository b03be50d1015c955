package org.activityrelay.relay.intake;

/** The door is being closed while it waits; what it holds stays with the sender. */
public class DoorClosingException extends RuntimeException {

    public DoorClosingException(String message) {
        super(message);
    }
}
