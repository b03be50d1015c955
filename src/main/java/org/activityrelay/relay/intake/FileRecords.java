package org.activityrelay.relay.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Cuts a file into records, one at a time, holding no more than one of them in memory. */
abstract class FileRecords implements Closeable {

    final FileBytes bytes;

    FileRecords(FileBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The next record, or null at the end of the file.
     *
     * @throws IOException when the file cannot be read further
     */
    abstract FileRecord next() throws IOException;

    /** What a file of rejected records begins with, between them, and at its end. */
    abstract Frame frame();

    /** Whether a file without a single record is nothing to complain about. */
    boolean mayBeEmpty() {
        return false;
    }

    /** Bytes read so far. */
    long position() {
        return bytes.position();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    /** Whether a file of this name can be taken. */
    static boolean known(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".json")
                || lower.endsWith(".ndjson")
                || lower.endsWith(".jsonl")
                || lower.endsWith(".csv");
    }

    /**
     * Begins reading.
     *
     * @param name decides how it is read
     * @param maxRecord longest record, bytes
     */
    static FileRecords of(String name, InputStream in, int maxRecord) throws IOException {
        FileBytes bytes = new FileBytes(in, maxRecord);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv")) {
            return new FileCsv(bytes);
        }
        return lower.endsWith(".json") && !FileJson.isOneRecordPerLine(bytes.peek())
                ? new FileJson(bytes)
                : new FileLines(bytes);
    }

    /**
     * @param head before the first record
     * @param between between two records
     * @param tail after the last record
     */
    record Frame(byte[] head, byte[] between, byte[] tail) {}
}
