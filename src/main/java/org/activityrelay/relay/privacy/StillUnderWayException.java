package org.activityrelay.relay.privacy;

/** Deliveries of what is to be erased did not end in time; nothing was erased, and it is to be tried again. */
public final class StillUnderWayException extends RuntimeException {

    public StillUnderWayException() {
        super("deliveries are under way", null, false, false);
    }
}
