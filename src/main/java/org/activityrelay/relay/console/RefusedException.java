package org.activityrelay.relay.console;

import org.springframework.http.HttpStatus;

/** What was asked for is not there, or not for this operator; says so to people. */
class RefusedException extends RuntimeException {

    private final HttpStatus status;
    private final String title;
    private final String advice;
    private final String back;

    private RefusedException(HttpStatus status, String title, String advice) {
        this(status, title, advice, null);
    }

    private RefusedException(HttpStatus status, String title, String advice, String back) {
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.advice = advice;
        this.back = back;
    }

    static RefusedException unknownRecord() {
        return new RefusedException(
                HttpStatus.NOT_FOUND,
                "There is no such record",
                "It may have been erased, its time may be over, or the address is not complete. Search for it by what you"
                        + " have in hand.");
    }

    static RefusedException unknownDestination() {
        return new RefusedException(
                HttpStatus.NOT_FOUND,
                "There is no such destination",
                "Nothing waits for one of that name, and no route makes one.");
    }

    static RefusedException boundToTenant() {
        return new RefusedException(
                HttpStatus.FORBIDDEN,
                "That is not for this key",
                "Destinations serve every tenant; this key is bound to one of them.");
    }

    /** Something that a browser's own forms do not send. */
    static RefusedException malformed(String advice) {
        return new RefusedException(HttpStatus.BAD_REQUEST, "That cannot be understood", advice);
    }

    static RefusedException unknownDelivery() {
        return new RefusedException(
                HttpStatus.NOT_FOUND,
                "There is no such delivery",
                "It may have been erased, its time may be over, or the address is not complete.");
    }

    /** What came of a form was too long ago. */
    static RefusedException forgotten() {
        return new RefusedException(
                HttpStatus.NOT_FOUND,
                "That is no longer known here",
                "What came of a form is kept for a quarter of an hour. The audit page has what was done.");
    }

    /**
     * Something changed between looking and doing.
     *
     * @param back address where one looks again
     */
    static RefusedException changed(String advice, String back) {
        return new RefusedException(HttpStatus.CONFLICT, "Nothing was done", advice, back);
    }

    static RefusedException notForTenant(String what) {
        return new RefusedException(
                HttpStatus.FORBIDDEN,
                "That is not for this key",
                what + " of every tenant; this key is bound to one of them.");
    }

    static RefusedException unreachable(String advice) {
        return new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, "Not everything was erased", advice);
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    String advice() {
        return advice;
    }

    /** Where one comes from, or null. */
    String back() {
        return back;
    }
}
