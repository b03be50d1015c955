package org.activityrelay.relay.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;

/**
 * Which file a path names. An open file that was deleted or replaced still takes what is written to it, and all of that is lost:
 * nothing may be acknowledged from then on.
 */
final class FileIdentity {

    private final Path path;
    private final Object key;

    private FileIdentity(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /** The file that is there now. */
    static FileIdentity of(Path path) {
        try {
            return new FileIdentity(path, key(path));
        } catch (IOException e) {
            throw new LedgerStartException("The ledger " + path + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** @throws SQLException when the path names no file, or another one */
    void check() throws SQLException {
        try {
            Object now = key(path);
            if (key == null || key.equals(now)) {
                return;
            }
        } catch (IOException e) {
            throw new SQLException(
                    "The ledger's file " + path + " is gone. Put it back, or restore a backup and restart.", e);
        }
        throw new SQLException("The ledger's file " + path
                + " was replaced while it was open. Put the former one back, or restart to use this one.");
    }
}
