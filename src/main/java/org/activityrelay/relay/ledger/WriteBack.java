package org.activityrelay.relay.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the system write to disk what it holds of a database file in its cache. SQLite syncs the file only when its log has been moved
 * completely, which under load is when the writer is held up for it: everything that earlier moves had left in the cache was then
 * written while all senders waited.
 *
 * <p>Only to be closed when nothing in this process has the file open any more: the locks of a process on a file end when it closes
 * any one of its descriptors (POSIX, fcntl), and SQLite's are such locks.
 */
final class WriteBack implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WriteBack.class);

    private final FileChannel file;
    private boolean told;

    private WriteBack(FileChannel file) {
        this.file = file;
    }

    /** @throws LedgerStartException when it cannot be read */
    static WriteBack of(Path file) {
        try {
            return new WriteBack(FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new LedgerStartException("The ledger " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Takes as long as it takes. A failure is no harm here: SQLite syncs the file itself before it forgets its log. */
    void run() {
        try {
            file.force(false);
        } catch (IOException e) {
            if (!told) {
                log.warn("The ledger's file is only synced when its log begins anew: {}", e.getMessage());
            }
            told = true;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("The ledger's file did not close", e);
        }
    }
}
