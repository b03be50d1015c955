package org.activityrelay.relay.intake.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.activityrelay.relay.intake.Receipt;

/**
 * What is refused of one file: the bad records, cut out of it into a file of the same form, and beside it a JSON file
 * that says what is wrong with each. Both have hidden names until the whole file is read, and are written anew if it has
 * to be read again.
 */
final class FileRejects implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path records;
    private final Path errors;
    private final FileChannel source;
    private final FileChannel target;
    private final FileRecords.Frame frame;
    private final FileChannel errorChannel;
    private final JsonGenerator json;
    private boolean empty = true;

    /**
     * @param file the file that is being read
     * @param folder where rejects are kept
     * @param frame how records are put together again; null if the file as a whole is refused
     */
    FileRejects(Path file, Path folder, FileRecords.Frame frame) throws IOException {
        Files.createDirectories(folder);
        String name = file.getFileName().toString();
        this.frame = frame;
        records = folder.resolve(FileNames.hidden(name, ""));
        errors = folder.resolve(FileNames.hidden(name, ".error"));
        source = FileChannel.open(file, StandardOpenOption.READ);
        target = create(records);
        errorChannel = create(errors);
        json = JSON.createGenerator(Channels.newOutputStream(errorChannel)).useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("file", name);
        json.writeArrayFieldStart("refused");
    }

    /** Adds one refused record. */
    void add(FileRecord record, List<Receipt.Refused> reasons) throws IOException {
        if (record.length() > 0) {
            write(empty ? frame.head() : frame.between());
            copy(record.offset(), record.length());
            empty = false;
        }
        for (Receipt.Refused reason : reasons) {
            json.writeStartObject();
            json.writeNumberField("line", record.line());
            describe(reason);
            json.writeEndObject();
        }
    }

    /** Says what is wrong with the file as a whole. */
    void addWhole(Receipt.Refused reason) throws IOException {
        json.writeStartObject();
        describe(reason);
        json.writeEndObject();
    }

    /** Completes and syncs both files. */
    void complete(FileVisit visit, Instant now) throws IOException {
        if (!empty) {
            write(frame.tail());
        }
        json.writeEndArray();
        json.writeNumberField("stored", visit.stored());
        json.writeNumberField("alreadyKnown", visit.duplicates());
        json.writeStringField("at", now.toString());
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
        target.force(true);
        errorChannel.force(true);
        close();
    }

    /** Whether no record was cut out, because the fault is the file's. */
    boolean isEmpty() {
        return empty;
    }

    /** The refused records. */
    Path records() {
        return records;
    }

    /** What is wrong with them. */
    Path errors() {
        return errors;
    }

    /** Throws everything away. */
    void discard() throws IOException {
        close();
        Files.deleteIfExists(records);
        Files.deleteIfExists(errors);
    }

    @Override
    public void close() throws IOException {
        json.close();
        source.close();
        target.close();
        errorChannel.close();
    }

    private void describe(Receipt.Refused reason) throws IOException {
        if (reason.rejectionId() != null) {
            json.writeStringField("rejection", reason.rejectionId());
        }
        json.writeNumberField("status", reason.status());
        json.writeArrayFieldStart("problems");
        for (Receipt.Problem problem : reason.problems()) {
            json.writeStartObject();
            json.writeStringField("pointer", problem.pointer());
            json.writeStringField("detail", problem.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
    }

    private void copy(long offset, long length) throws IOException {
        for (long done = 0; done < length; ) {
            long count = source.transferTo(offset + done, length - done, target);
            if (count <= 0) {
                throw new IOException("the file became shorter while it was being read");
            }
            done += count;
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }
}
