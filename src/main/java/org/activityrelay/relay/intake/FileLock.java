package org.activityrelay.relay.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process at a time work in a folder. The operating system gives the lock up when its owner dies, so another
 * process takes over at its next look. Thread-safe.
 */
public final class FileLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileLock.class);

    private final Path folder;
    private final Path file;
    private FileChannel channel;
    private Object key;
    private boolean saidThatItWaits;

    /** @param folder to work in; the lock is a file in it */
    public FileLock(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(".relay.lock");
    }

    /**
     * Whether this process may take files now.
     *
     * @throws IOException when the folder's file system does not lock
     */
    public synchronized boolean hold() throws IOException {
        if (channel != null && isStillThere()) {
            return true;
        }
        close();
        boolean held = acquire();
        if (!held && !saidThatItWaits) {
            LOG.info("another process works in {}", folder);
        } else if (held && saidThatItWaits) {
            LOG.info("takes over {}", folder);
        }
        saidThatItWaits = !held;
        return held;
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private boolean acquire() throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (opened.tryLock() != null) {
                channel = opened;
                key = key();
                opened.truncate(0);
                opened.write(ByteBuffer.wrap(
                        ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                return true;
            }
        } catch (OverlappingFileLockException sameProcess) {
            LOG.debug("{} is locked by another instance in this process", file);
        } catch (IOException e) {
            opened.close();
            throw new IOException("cannot lock " + file + ": " + e.getMessage(), e);
        }
        opened.close();
        return false;
    }

    /** Somebody may have deleted the lock file and so let another process in. */
    private boolean isStillThere() throws IOException {
        Object found = key();
        return found != null && found.equals(key);
    }

    private Object key() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() == null ? file : attributes.fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
