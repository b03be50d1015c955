package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** The service of this class path, laid out once for all tests of a JVM. */
final class SharedProgram {

    private SharedProgram() {}

    private static final class Holder {
        private static final Program PROGRAM = layOut();
    }

    static Program get() {
        return Holder.PROGRAM;
    }

    private static Program layOut() {
        try {
            Path folder = Files.createTempDirectory("shared-program-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            return Program.layOut(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
