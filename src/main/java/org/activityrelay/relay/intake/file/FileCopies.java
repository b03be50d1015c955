package org.activityrelay.relay.intake.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.activityrelay.relay.privacy.Copies;
import org.activityrelay.relay.privacy.Traces;

/** Files that were done or rejected: records are cut out of them, and a file of which nothing is left is deleted. */
final class FileCopies implements Copies {

    /** Of what could not be read as a record, no more than this is looked at. */
    private static final int LONGEST_LOOK = 16 * 1024 * 1024;

    private final Path done;
    private final Path rejected;
    private final int maxRecord;

    /** @param maxRecord longest record, bytes */
    FileCopies(FileSettings settings, int maxRecord) {
        this.done = settings.directory().resolve(settings.done());
        this.rejected = settings.directory().resolve(settings.rejected());
        this.maxRecord = maxRecord;
    }

    @Override
    public String place() {
        return "done and rejected files";
    }

    @Override
    public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
        int erased = 0;
        for (Path folder : List.of(done, rejected)) {
            for (Path file : files(folder)) {
                try {
                    erased += erase(file, traces, onlyCount);
                } catch (NoSuchFileException gone) {
                    // Somebody took it away.
                }
            }
        }
        return Optional.of(erased);
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                folder,
                file -> Files.isRegularFile(file)
                        && !file.getFileName().toString().startsWith("."))) {
            all.forEach(files::add);
        }
        return files;
    }

    /** A piece of a file that is kept. */
    private record Piece(long offset, long length) {}

    private int erase(Path file, Traces traces, boolean onlyCount) throws IOException {
        List<Piece> kept = new ArrayList<>();
        int found = 0;
        try (InputStream in = Files.newInputStream(file);
                FileChannel channel = FileChannel.open(file);
                FileRecords records = FileRecords.of(file.getFileName().toString(), in, maxRecord)) {
            for (FileRecord record = records.next(); record != null; record = records.next()) {
                if (traces.isIn(bytes(channel, record.offset(), record.length()))) {
                    found++;
                } else {
                    kept.add(new Piece(record.offset(), record.length()));
                }
            }
            if (found > 0 && !kept.isEmpty() && !onlyCount) {
                rewrite(file, channel, kept, records.frame());
            }
        } catch (FileRefusedException whole) {
            found = eraseWhole(file, traces);
            kept.clear();
        }
        if (found > 0 && kept.isEmpty() && !onlyCount) {
            Files.deleteIfExists(file);
            Path errors = FileNames.errors(file);
            if (errors != null) {
                Files.deleteIfExists(errors);
            }
        }
        return found;
    }

    /** What is no file of records is looked at as one. */
    private static int eraseWhole(Path file, Traces traces) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return traces.isIn(bytes(channel, 0, channel.size())) ? 1 : 0;
        }
    }

    private static byte[] bytes(FileChannel channel, long offset, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, LONGEST_LOOK));
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // until it is full
        }
        return bytes.array();
    }

    /** Into a file of the same form and age, which takes the old one's place at once. */
    private static void rewrite(Path file, FileChannel from, List<Piece> kept, FileRecords.Frame frame)
            throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Path part = file.resolveSibling(FileNames.hidden(file.getFileName().toString(), ""));
        try (FileChannel to = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            to.write(ByteBuffer.wrap(frame.head()));
            boolean first = true;
            for (Piece piece : kept) {
                if (!first) {
                    to.write(ByteBuffer.wrap(frame.between()));
                }
                first = false;
                copy(from, piece, to);
            }
            to.write(ByteBuffer.wrap(frame.tail()));
            to.force(true);
        }
        Files.setLastModifiedTime(part, modified);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(FileChannel from, Piece piece, FileChannel to) throws IOException {
        for (long done = 0; done < piece.length(); ) {
            long count = from.transferTo(piece.offset() + done, piece.length() - done, to);
            if (count <= 0) {
                throw new IOException("the file became shorter while it was being read");
            }
            done += count;
        }
    }

    @Override
    public int purge(Instant settled, Instant open) throws IOException {
        return purge(done, settled) + purge(rejected, open);
    }

    private static int purge(Path folder, Instant before) throws IOException {
        int deleted = 0;
        for (Path file : files(folder)) {
            if (arrived(file).isBefore(before) && Files.deleteIfExists(file)) {
                deleted++;
            }
        }
        return deleted;
    }

    /** A file keeps the time of its writing when it is moved; where the system tells it, the move counts. */
    private static Instant arrived(Path file) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        try {
            Instant changed = ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
            return changed.isAfter(modified) ? changed : modified;
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            return modified;
        }
    }
}
