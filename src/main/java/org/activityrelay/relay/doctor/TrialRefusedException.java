package org.activityrelay.relay.doctor;

/** A record is not tried; nothing was sent. */
public final class TrialRefusedException extends RuntimeException {

    private final int status;
    private final String reason;

    /**
     * @param status HTTP status that fits
     * @param reason a bounded word in snake case
     * @param message why, and what to do; nothing of the record in it
     */
    TrialRefusedException(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }
}
