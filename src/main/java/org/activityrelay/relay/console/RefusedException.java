package org.activityrelay.relay.console;

import org.springframework.http.HttpStatus;

/** What was asked for is not there, or not for this operator; says so to people. */
class RefusedException extends RuntimeException {

    private final HttpStatus status;
    private final String title;
    private final String advice;

    private RefusedException(HttpStatus status, String title, String advice) {
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.advice = advice;
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

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    String advice() {
        return advice;
    }
}
