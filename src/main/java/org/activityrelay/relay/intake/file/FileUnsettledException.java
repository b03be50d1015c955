package org.activityrelay.relay.intake.file;

import java.io.IOException;

/** The file ends in the middle of a record and is so young that it may still be being written. */
class FileUnsettledException extends IOException {

    FileUnsettledException() {
        super("ends in the middle of a record and may still be being written");
    }
}
