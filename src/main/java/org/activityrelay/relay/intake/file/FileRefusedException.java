package org.activityrelay.relay.intake.file;

import java.io.IOException;

/** A whole file is no file of records; the message completes "the file …". */
class FileRefusedException extends IOException {

    FileRefusedException(String message) {
        super(message);
    }
}
