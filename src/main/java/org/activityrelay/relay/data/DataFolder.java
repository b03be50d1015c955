package org.activityrelay.relay.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of everything the service writes. It is closed to other users, but for one thing: where an operator has
 * opened the drop folder in it to others, they may still pass through, and see nothing else.
 */
final class DataFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private final Path folder;
    private final Path drop;

    /** @param drop where others may hand in files */
    DataFolder(Path folder, Path drop) {
        this.folder = folder.toAbsolutePath().normalize();
        this.drop = drop.toAbsolutePath().normalize();
    }

    /** Makes it if it is missing. What cannot be made now is told by whoever needs it. */
    void close() {
        try {
            if (!Files.exists(folder)) {
                ClosedFiles.newFolder(folder);
            } else if (isOnlyOurs()) {
                ClosedFiles.close(folder, visitors());
            }
        } catch (IOException e) {
            LOG.debug("The data folder cannot be made or looked at", e);
        }
    }

    /** A folder around the program or around somebody's home holds more than what the service writes. */
    private boolean isOnlyOurs() {
        Path program = Path.of("").toAbsolutePath().normalize();
        Path home = Path.of(System.getProperty("user.home")).toAbsolutePath().normalize();
        return !program.startsWith(folder) && !home.startsWith(folder);
    }

    private Set<PosixFilePermission> visitors() throws IOException {
        Set<PosixFilePermission> passing = EnumSet.noneOf(PosixFilePermission.class);
        boolean hasRights = drop.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!hasRights || !drop.startsWith(folder) || !Files.isDirectory(drop)) {
            return passing;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(drop);
        if (rights.contains(PosixFilePermission.GROUP_WRITE)) {
            passing.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            passing.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return passing;
    }
}
