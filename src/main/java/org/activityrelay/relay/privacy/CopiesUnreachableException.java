package org.activityrelay.relay.privacy;

/** A place could not be reached, and what it holds can only be found as long as the ledger knows it. */
public final class CopiesUnreachableException extends RuntimeException {

    private final String place;

    public CopiesUnreachableException(String place, Throwable cause) {
        super(place + " cannot be erased now", cause);
        this.place = place;
    }

    /** Which place. */
    public String place() {
        return place;
    }
}
