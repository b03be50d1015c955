package org.activityrelay.relay.intake;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.intake.file.FileRecord;
import org.activityrelay.relay.intake.file.FileRecords;

/**
 * A file of records ({@code .json}, {@code .ndjson}, {@code .jsonl} or {@code .csv}), cut into bodies that the HTTP door
 * takes; holds no more than one of them in memory.
 */
public final class RecordFile implements Closeable {

    private static final int LONGEST_RECORD = 16 * 1024 * 1024;
    private static final int LONGEST_BODY = 1024 * 1024;

    private final FileRecords records;
    private final int most;
    private FileRecord ahead;

    /**
     * @param most records in a body
     * @throws IOException when it cannot be read, or is no such file as its name says
     */
    public RecordFile(Path file, int most) throws IOException {
        this.records = FileRecords.of(file.getFileName().toString(), Files.newInputStream(file), LONGEST_RECORD);
        this.most = most;
        this.ahead = records.next();
    }

    /** Whether a file of this name can be read. */
    public static boolean isKnown(String name) {
        return FileRecords.known(name);
    }

    /** The next records, or null at the end of the file. What is not well formed comes alone, for the service to judge. */
    public Part next() throws IOException {
        List<FileRecord> some = new ArrayList<>();
        long bytes = 0;
        while (ahead != null && some.size() < most) {
            boolean alone = ahead.body() == null || !records.isComplete(ahead);
            if (!some.isEmpty() && (alone || bytes + ahead.body().length > LONGEST_BODY)) {
                break;
            }
            some.add(ahead);
            bytes += alone ? LONGEST_BODY : ahead.body().length;
            ahead = records.next();
        }
        return some.isEmpty() ? null : new Part(some);
    }

    /** Bytes read so far. */
    public long position() {
        return records.position();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    /** Some records in their order. */
    public final class Part {

        private final List<FileRecord> some;

        private Part(List<FileRecord> some) {
            this.some = some;
        }

        public int size() {
            return some.size();
        }

        /** Line in which one of them begins, from 1. */
        public long line(int index) {
            return some.get(index).line();
        }

        /** What is wrong with the file at this place, or null; then it is the only one, and there is nothing to send. */
        public String fault() {
            return some.get(0).fault();
        }

        /** Some of them. */
        public Part part(int from, int to) {
            return new Part(some.subList(from, to));
        }

        public String contentType() {
            return records.contentType();
        }

        /** One as it stands in the file, several as an array or below the names of their columns. */
        public byte[] body() {
            return some.size() == 1 ? some.get(0).body() : records.together(some);
        }
    }
}
