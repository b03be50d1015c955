package org.activityrelay.relay.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes folders and files that only the user the service runs as may read, whatever the umask; records of people are in
 * them. Where the file system knows no such rights (Windows), the rights of the folder around decide as ever.
 */
public final class ClosedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedFiles.class);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?>[] NONE = {};

    private ClosedFiles() {}

    /** Makes a closed folder if it is missing, and closes one that is there. */
    public static void folder(Path folder) throws IOException {
        newFolder(folder);
        close(folder);
    }

    /** Makes a closed folder if it is missing, with those above it; one that is there keeps the rights it has. */
    public static void newFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, rights(folder, FOLDER));
        }
    }

    /** Makes an empty closed file if it is missing, with the folders above it, and closes one that is there. */
    public static void file(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            newFolder(file.toAbsolutePath().getParent());
        }
        try {
            Files.createFile(file, rights(file, FILE));
        } catch (FileAlreadyExistsException there) {
            close(file);
        }
    }

    /** Opens a file for writing from its start; readable for whom the folder is, and closed to everybody else. */
    public static FileChannel overwrite(Path file) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Set<PosixFilePermission> wanted = EnumSet.copyOf(FILE);
        if (hasRights(file)) {
            Set<PosixFilePermission> around =
                    Files.getPosixFilePermissions(file.toAbsolutePath().getParent());
            for (PosixFilePermission read :
                    EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)) {
                if (around.contains(read)) {
                    wanted.add(read);
                }
            }
        }
        return FileChannel.open(file, options, rights(file, wanted));
    }

    /** Takes all rights away from other users; says so with the remedy when it may not. */
    public static void close(Path path) {
        close(path, Set.of());
    }

    /** As {@link #close(Path)}, but leaves others these rights if they have them. */
    static void close(Path path, Set<PosixFilePermission> left) {
        if (!hasRights(path) || !Files.exists(path)) {
            return;
        }
        try {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
            Set<PosixFilePermission> wanted = EnumSet.copyOf(now);
            wanted.removeIf(right -> !FOLDER.contains(right) && !left.contains(right));
            if (!wanted.equals(now)) {
                Files.setPosixFilePermissions(path, wanted);
                LOG.info(
                        "{} is closed to other users: {} instead of {}",
                        path,
                        PosixFilePermissions.toString(wanted),
                        PosixFilePermissions.toString(now));
            }
        } catch (IOException notOurs) {
            LOG.warn(
                    "{} may be open to other users of this machine, and this process cannot change that: let its owner"
                            + " run: chmod go-rwx {}",
                    path,
                    path);
        }
    }

    private static FileAttribute<?>[] rights(Path path, Set<PosixFilePermission> wanted) {
        return hasRights(path) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(wanted)} : NONE;
    }

    private static boolean hasRights(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
