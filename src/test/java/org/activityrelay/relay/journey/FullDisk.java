package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.bench.ServiceProcess;

/** A disk with no room left: a small file system where one may be mounted, elsewhere a limit to the size of files. */
interface FullDisk extends AutoCloseable {

    /** Where the ledger lies. */
    Path folder();

    /** Leaves no room. */
    void fill(ServiceProcess process) throws Exception;

    /** Makes room. */
    void clear(ServiceProcess process) throws Exception;

    @Override
    void close() throws Exception;

    static FullDisk below(Path folder) throws Exception {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "none", folder.toString()) == 0;
        return mounted ? new Small(folder) : new Limited(folder);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** A file system of 8 MB. */
    record Small(Path folder) implements FullDisk {

        @Override
        public void fill(ServiceProcess process) throws IOException {
            byte[] block = new byte[4096];
            try (OutputStream out = Files.newOutputStream(filler())) {
                for (int i = 0; i < 4096; i++) {
                    out.write(block);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("space");
                return;
            }
            throw new AssertionError("there was room for 16 MB");
        }

        @Override
        public void clear(ServiceProcess process) throws IOException {
            Files.delete(filler());
        }

        private Path filler() {
            return folder.resolve("filler");
        }

        @Override
        public void close() throws Exception {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    /** No file of the process grows beyond what the largest of the ledger is now. */
    record Limited(Path folder) implements FullDisk {

        @Override
        public void fill(ServiceProcess process) throws Exception {
            long largest = 0;
            for (String name : List.of("ledger.db", "ledger.db-wal")) {
                largest = Math.max(largest, Files.size(folder.resolve(name)));
            }
            limit(process, largest + ":");
        }

        @Override
        public void clear(ServiceProcess process) throws Exception {
            limit(process, "unlimited:");
        }

        private static void limit(ServiceProcess process, String size) throws Exception {
            assertThat(run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + size))
                    .isZero();
        }

        @Override
        public void close() {
            // The limit ends with the process.
        }
    }
}
