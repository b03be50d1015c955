package org.activityrelay.relay.intake.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of a file with position and line number, and the record that is being collected from them. A byte order mark
 * at the start is skipped.
 */
final class FileBytes implements Closeable {

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final int maxRecord;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] record = new byte[1024];
    private int recordLength;
    private boolean blank;
    private byte[] again = {};
    private int againNext;
    private int next;
    private int filled;
    private long before;
    private long line = 1;
    private long recordLine;
    private long recordOffset;
    private long lineOffset;
    private long recordColumn;

    FileBytes(InputStream in, int maxRecord) throws IOException {
        this.in = in;
        this.maxRecord = maxRecord;
        fill();
        skipByteOrderMark();
    }

    /** The next byte without taking it, or -1 at the end. */
    int ahead() throws IOException {
        if (againNext < again.length) {
            return again[againNext] & 0xff;
        }
        return next < filled || fill() ? buffer[next] & 0xff : -1;
    }

    /** Takes the next byte, or -1 at the end. */
    int read() throws IOException {
        int taken = ahead();
        if (taken < 0) {
            return -1;
        }
        if (againNext < again.length) {
            againNext++;
        } else {
            next++;
        }
        if (taken == '\n') {
            line++;
            lineOffset = position();
        }
        return taken;
    }

    /** The first bytes of the file (after a byte order mark), for finding out what it is. */
    byte[] peek() {
        return Arrays.copyOfRange(buffer, next, filled);
    }

    /** Offset in the file of the next byte. */
    long position() {
        return before + next - (again.length - againNext);
    }

    /** Line of the next byte, from 1. */
    long line() {
        return line;
    }

    /** A record begins with the next byte. */
    void begin() {
        recordLength = 0;
        blank = true;
        recordLine = line;
        recordOffset = position();
        recordColumn = recordOffset - lineOffset + 1;
    }

    /** Adds a byte to the record; beyond the longest one only its length counts. */
    void keep(int taken) {
        blank &= taken <= ' ';
        if (recordLength > maxRecord) {
            return;
        }
        if (recordLength == record.length) {
            record = Arrays.copyOf(record, Math.min(2 * recordLength, maxRecord + 1));
        }
        record[recordLength++] = (byte) taken;
    }

    /** Whether nothing but white space was collected. */
    boolean isBlank() {
        return blank;
    }

    /** Whether more was collected than a record may have. */
    boolean isTooLong() {
        return recordLength > maxRecord;
    }

    /** Gives back what was collected from the first line break on (all of it was kept), to be read again. */
    void backToEndOfLine() {
        int end = 0;
        while (end < recordLength && record[end] != '\n') {
            end++;
        }
        byte[] rest = Arrays.copyOf(again, recordLength - end + again.length - againNext);
        System.arraycopy(again, againNext, rest, recordLength - end, again.length - againNext);
        System.arraycopy(record, end, rest, 0, recordLength - end);
        again = rest;
        againNext = 0;
        recordLength = end;
        line = recordLine;
        lineOffset = recordOffset - recordColumn + 1;
    }

    /** The collected record. */
    FileRecord end() {
        if (isTooLong()) {
            String fault = "longer than " + maxRecord + " bytes, which is the most for one record"
                    + " (relay.intake.max-record-size)";
            return FileRecord.faulty(recordLine, recordColumn, recordOffset, position() - recordOffset, fault);
        }
        return FileRecord.whole(recordLine, recordColumn, recordOffset, Arrays.copyOf(record, recordLength));
    }

    /** The collected record, refused. */
    FileRecord refuse(String fault) {
        return FileRecord.faulty(recordLine, recordColumn, recordOffset, position() - recordOffset, fault);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        before += filled;
        next = 0;
        filled = 0;
        while (filled < buffer.length) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                break;
            }
            filled += count;
        }
        return filled > 0;
    }

    private void skipByteOrderMark() throws IOException {
        if (startsWith(0xef, 0xbb, 0xbf)) {
            next = 3;
            lineOffset = 3;
        } else if (startsWith(0xff, 0xfe) || startsWith(0xfe, 0xff)) {
            throw new FileRefusedException("is UTF-16: write it as UTF-8");
        }
    }

    private boolean startsWith(int... mark) {
        if (filled < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((buffer[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
