package org.activityrelay.relay.intake.file;

/**
 * One record cut out of a file.
 *
 * @param line where it begins, from 1
 * @param column in that line, from 1
 * @param offset of its first byte in the file
 * @param length its bytes in the file
 * @param body what is handed to the intake; null when the file itself is at fault
 * @param fault what is wrong with it, or null
 * @param cutOff whether the file ends inside it, so that it may still be being written
 */
public record FileRecord(long line, long column, long offset, long length, byte[] body, String fault, boolean cutOff) {

    static FileRecord whole(long line, long column, long offset, byte[] bytes) {
        return new FileRecord(line, column, offset, bytes.length, bytes, null, false);
    }

    static FileRecord faulty(long line, long column, long offset, long length, String fault) {
        return new FileRecord(line, column, offset, length, null, fault, false);
    }

    /** The same place, with what is handed to the intake. */
    FileRecord with(byte[] handedOver) {
        return new FileRecord(line, column, offset, length, handedOver, fault, cutOff);
    }

    FileRecord refused(String why) {
        return new FileRecord(line, column, offset, length, null, why, cutOff);
    }

    FileRecord atEndOfFile() {
        return new FileRecord(line, column, offset, length, body, fault, true);
    }
}
