package org.activityrelay.relay.intake.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files out of the drop folder, never over another file. A file is first moved into a hidden folder and looked at
 * once more there: what a sender put in its place at the last moment is so never moved away unread.
 */
final class FileFolders {

    private static final Logger LOG = LoggerFactory.getLogger(FileFolders.class);
    private static final String LEAVING = ".relay-leaving";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path drop;
    private final Path leaving;
    private final Path done;
    private final Path rejected;
    private final Clock clock;

    /** @param drop the folder files are taken from */
    FileFolders(Path drop, FileSettings settings, Clock clock) {
        this.drop = drop;
        this.leaving = drop.resolve(LEAVING);
        this.done = drop.resolve(settings.done());
        this.rejected = drop.resolve(settings.rejected());
        this.clock = clock;
    }

    /** Creates what is missing, and puts back what a crash left half moved. */
    void prepare() throws IOException {
        Files.createDirectories(drop);
        Files.createDirectories(done);
        Files.createDirectories(rejected);
        Files.createDirectories(leaving);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(leaving)) {
            for (Path file : left) {
                putBack(file);
            }
        }
    }

    /**
     * Moves a file that was read to its end, and its rejects.
     *
     * @return where it is now, or null if it had been changed or replaced: then it stays, to be read again
     */
    Path leave(FileVisit visit) throws IOException {
        Files.createDirectories(leaving);
        Path hidden = leaving.resolve(visit.name());
        Files.move(visit.file(), hidden, StandardCopyOption.ATOMIC_MOVE);
        try {
            if (visit.identity().equals(FileIdentity.of(hidden))) {
                return leave(visit, hidden);
            }
            putBack(hidden);
            return null;
        } catch (IOException e) {
            if (Files.exists(hidden)) {
                putBack(hidden);
            }
            throw e;
        }
    }

    private Path leave(FileVisit visit, Path hidden) throws IOException {
        if (visit.rejects() == null) {
            return place(hidden, done, visit.name());
        }
        visit.rejects().complete(visit, clock.instant());
        if (visit.isRefusedAsAWhole()) {
            Files.delete(visit.rejects().records());
            return placeWithErrors(hidden, visit);
        }
        placeWithErrors(visit.rejects().isEmpty() ? null : visit.rejects().records(), visit);
        Files.deleteIfExists(visit.rejects().records());
        return place(hidden, done, visit.name());
    }

    private void putBack(Path file) throws IOException {
        Path back = place(file, drop, file.getFileName().toString());
        LOG.info("files: {} is read again", FileNames.shown(back.getFileName()));
    }

    /** Moves a file into a folder, under its name or one like it. */
    private Path place(Path file, Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        for (int attempt = 0; ; attempt++) {
            Path free = folder.resolve(FileNames.fitting(name, stamp(attempt), 0));
            if (placeAs(file, free)) {
                return free;
            }
        }
    }

    /** Moves what is rejected (or nothing, if null) and what is wrong with it, under names that belong together. */
    private Path placeWithErrors(Path file, FileVisit visit) throws IOException {
        Files.createDirectories(rejected);
        for (int attempt = 0; ; attempt++) {
            Path free = rejected.resolve(FileNames.fitting(visit.name(), stamp(attempt), FileNames.ERRORS.length()));
            Path errors = free.resolveSibling(free.getFileName() + FileNames.ERRORS);
            if (Files.exists(free) || !placeAs(visit.rejects().errors(), errors)) {
                continue;
            }
            if (file == null || placeAs(file, free)) {
                return free;
            }
            Files.move(errors, visit.rejects().errors());
        }
    }

    private String stamp(int attempt) {
        return attempt == 0 ? "" : "." + STAMP.format(clock.instant()) + (attempt == 1 ? "" : "-" + attempt);
    }

    /** Renames a file if the name is free. A link tells at once, and never shows a file that is not whole. */
    private static boolean placeAs(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            Files.delete(file);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return reserve(target) && move(file, target);
        }
    }

    private static boolean reserve(Path target) throws IOException {
        try {
            Files.createFile(target);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    private static boolean move(Path file, Path reserved) throws IOException {
        try {
            Files.move(file, reserved, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Path part = reserved.resolveSibling(
                    FileNames.hidden(reserved.getFileName().toString(), ""));
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, reserved, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(file);
        }
        return true;
    }
}
