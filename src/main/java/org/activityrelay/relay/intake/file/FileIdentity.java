package org.activityrelay.relay.intake.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells whether a file is still the one that was looked at before, and unchanged.
 *
 * @param key device and inode; null where there is none
 * @param size bytes
 */
record FileIdentity(Object key, long size, FileTime modified) {

    /** Of a regular file; null of a folder, a link, a pipe. */
    static FileIdentity of(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile() ? new FileIdentity(found.fileKey(), found.size(), found.lastModifiedTime()) : null;
    }
}
