package org.activityrelay.relay.intake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
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
 * Moves files out of the drop folder, never over another file. A file is first renamed to a hidden name and looked at once
 * more there: what a sender put in its place at the last moment is so never moved away unread.
 */
final class FileFolders {

    private static final Logger LOG = LoggerFactory.getLogger(FileFolders.class);
    private static final String LEAVING = ".relay-leaving.";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path drop;
    private final Path done;
    private final Path rejected;
    private final Clock clock;

    /** @param drop the folder files are taken from */
    FileFolders(Path drop, FileSettings settings, Clock clock) {
        this.drop = drop;
        this.done = drop.resolve(settings.done());
        this.rejected = drop.resolve(settings.rejected());
        this.clock = clock;
    }

    /** Creates what is missing, and puts back what a crash left half moved. */
    void prepare() throws IOException {
        Files.createDirectories(drop);
        Files.createDirectories(done);
        Files.createDirectories(rejected);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(drop, LEAVING + "*")) {
            for (Path file : left) {
                putBack(file, file.getFileName().toString().substring(LEAVING.length()));
            }
        }
    }

    /**
     * Moves a file that was read to its end, and its rejects.
     *
     * @return where it is now, or null if it had been changed or replaced: then it stays, to be read again
     */
    Path leave(FileVisit visit) throws IOException {
        Path leaving = drop.resolve(LEAVING + visit.name());
        Files.move(visit.file(), leaving, StandardCopyOption.ATOMIC_MOVE);
        try {
            if (visit.identity().equals(FileIdentity.of(leaving))) {
                return leave(visit, leaving);
            }
            putBack(leaving, visit.name());
            return null;
        } catch (IOException e) {
            if (Files.exists(leaving)) {
                putBack(leaving, visit.name());
            }
            throw e;
        }
    }

    private Path leave(FileVisit visit, Path leaving) throws IOException {
        if (visit.rejects() == null) {
            return moveAside(leaving, done, visit.name());
        }
        Path rejects = reject(visit);
        return visit.isRefusedAsAWhole() ? move(leaving, rejects) : moveAside(leaving, done, visit.name());
    }

    /** Moves the rejected records and what is wrong with them; answers the name that is left for them. */
    private Path reject(FileVisit visit) throws IOException {
        FileRejects rejects = visit.rejects();
        rejects.complete(visit, clock.instant());
        Path reserved = reserve(rejected, visit.name(), true);
        move(rejects.errors(), errorsOf(reserved));
        if (visit.isRefusedAsAWhole()) {
            Files.delete(rejects.records());
        } else if (rejects.isEmpty()) {
            Files.delete(rejects.records());
            Files.delete(reserved);
        } else {
            move(rejects.records(), reserved);
        }
        return reserved;
    }

    private Path moveAside(Path file, Path folder, String name) throws IOException {
        return move(file, reserve(folder, name, false));
    }

    private void putBack(Path file, String name) throws IOException {
        Path back = moveAside(file, drop, name);
        LOG.info("files: {} is read again", back.getFileName());
    }

    /** Creates an empty file of this name or one like it, that can be replaced. */
    private Path reserve(Path folder, String name, boolean withErrors) throws IOException {
        Files.createDirectories(folder);
        for (int attempt = 0; ; attempt++) {
            Path free = folder.resolve(attempt == 0 ? name : another(name, attempt));
            if (create(free)) {
                if (!withErrors || create(errorsOf(free))) {
                    return free;
                }
                Files.delete(free);
            }
        }
    }

    private String another(String name, int attempt) {
        int dot = name.lastIndexOf('.');
        String stamp = STAMP.format(clock.instant()) + (attempt == 1 ? "" : "-" + attempt);
        return dot <= 0 ? name + "." + stamp : name.substring(0, dot) + "." + stamp + name.substring(dot);
    }

    private static Path errorsOf(Path rejected) {
        return rejected.resolveSibling(rejected.getFileName() + ".error.json");
    }

    private static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    private static Path move(Path file, Path reserved) throws IOException {
        try {
            return Files.move(file, reserved, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Path part = reserved.resolveSibling("." + reserved.getFileName() + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, reserved, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(file);
            return reserved;
        }
    }
}
