package org.activityrelay.relay.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where tests keep their files: in memory where the machine has enough of it, because thousands of syncs of a disk are
 * most of what a test of the ledger waits for. What is synced, and when, is proved apart, by a trace of system calls; the long tests,
 * whose files are large, and benchmarks keep to the disk.
 */
public final class QuickFolders implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 4L << 30;
    private static volatile boolean allowed;

    /** From now on: called where tests begin, and not by a benchmark. */
    static void allow() {
        allowed = true;
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return test.getTags().contains("full") ? Files.createTempDirectory("junit") : create("junit");
    }

    /** A new folder; whoever asks for it deletes it. */
    public static Path create(String prefix) throws IOException {
        return isThere() ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
    }

    private static boolean isThere() throws IOException {
        return allowed && Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH;
    }
}
