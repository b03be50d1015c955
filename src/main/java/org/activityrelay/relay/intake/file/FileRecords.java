package org.activityrelay.relay.intake.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.activityrelay.relay.intake.DoorInteractions;

/** Cuts a file into records, one at a time, holding no more than one of them in memory. */
public abstract class FileRecords implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

    final FileBytes bytes;

    FileRecords(FileBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The next record, or null at the end of the file.
     *
     * @throws IOException when the file cannot be read further
     */
    public abstract FileRecord next() throws IOException;

    /** Media type of the bodies. */
    public String contentType() {
        return "application/json";
    }

    /** Whether a record looks as if nothing were missing at its end. */
    public boolean isComplete(FileRecord record) {
        try (JsonParser parser = JSON.createParser(record.body())) {
            while (parser.nextToken() != null) {
                // to its end
            }
            return true;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** Several records as one body; each of them is complete. */
    public byte[] together(List<FileRecord> some) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (FileRecord record : some) {
            body.write(body.size() == 0 ? '[' : ',');
            body.writeBytes(record.body());
        }
        body.write(']');
        return body.toByteArray();
    }

    /** The interactions a record speaks of. */
    Set<String> interactions(FileRecord record) {
        return DoorInteractions.in(record.body());
    }

    /** What a file of rejected records begins with, between them, and at its end. */
    abstract Frame frame();

    /** Whether a file without a single record is nothing to complain about. */
    boolean mayBeEmpty() {
        return false;
    }

    /** Bytes read so far. */
    public long position() {
        return bytes.position();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    /** Whether a file of this name can be taken. */
    public static boolean known(String name) {
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
    public static FileRecords of(String name, InputStream in, int maxRecord) throws IOException {
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
