package org.activityrelay.relay.console;

/** The record that was asked for is not there, or not for this operator. */
class NoSuchRecordException extends RuntimeException {

    NoSuchRecordException() {
        super("no such record", null, false, false);
    }
}
