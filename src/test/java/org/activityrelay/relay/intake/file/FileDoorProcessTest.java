package org.activityrelay.relay.intake.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drop folder with processes of its own, which can be killed and have little memory. */
class FileDoorProcessTest {

    private static final int FILES = 60;
    private static final int RECORDS = 20;

    @TempDir
    Path temp;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @Timeout(600)
    void ofTwoProcessesOneTakesTheFilesAndTheOtherTakesOverWhenItIsKilled() throws Exception {
        Path drop = Files.createDirectories(temp.resolve("drop"));
        List<Path> stored = List.of(temp.resolve("first"), temp.resolve("second"));
        for (Path out : stored) {
            start("64m", drop, out);
        }
        for (int file = 0; file < FILES; file++) {
            drop(drop, file);
        }
        await().until(() -> lines(stored) > 5 * RECORDS);
        int active = Files.exists(stored.get(0)) && Files.size(stored.get(0)) > 0 ? 0 : 1;
        assertThat(lines(List.of(stored.get(1 - active)))).isZero();

        processes.get(active).destroyForcibly().waitFor();
        await().until(() -> count(drop.resolve("done")) == FILES);

        Set<String> all = new HashSet<>();
        for (Path out : stored) {
            all.addAll(Files.readAllLines(out));
        }
        Set<String> expected = new HashSet<>();
        for (int file = 0; file < FILES; file++) {
            expected.addAll(records(file));
        }
        // The kill may cut a line of this test's own; whatever was stored twice is stored twice here only.
        assertThat(all).containsAll(expected);
        assertThat(lines(stored)).isBetween((long) FILES * RECORDS, (FILES + 2L) * RECORDS);
    }

    /** 1 GiB of records in 512 MiB of memory. */
    @Test
    @Tag("full")
    @Timeout(600)
    void readsAGibibyteInHalfAGibibyteOfMemory() throws Exception {
        Path drop = Files.createDirectories(temp.resolve("drop"));
        Path big = temp.resolve("big.ndjson");
        byte[] line = ("{\"type\":\"voice\",\"description\":\"" + "x".repeat(4000) + "\",\"interactionId\":\"")
                .getBytes(StandardCharsets.US_ASCII);
        long size = 0;
        long records = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(big), 1 << 20)) {
            while (size < 1L << 30) {
                byte[] id = ("i-" + records++ + "\"}\n").getBytes(StandardCharsets.US_ASCII);
                out.write(line);
                out.write(id);
                size += line.length + id.length;
            }
        }
        start("512m", drop, Path.of("-"));

        Files.move(big, drop.resolve("big.ndjson"));

        await().atMost(Duration.ofMinutes(4)).until(() -> Files.exists(drop.resolve("done/big.ndjson")));
        assertThat(Files.size(drop.resolve("done/big.ndjson"))).isEqualTo(size);
        assertThat(processes.get(0).isAlive()).isTrue();
        assertThat(count(drop.resolve("rejected"))).isZero();
    }

    private void start(String memory, Path drop, Path out) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + memory,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileDoorMain.class.getName(),
                        drop.toString(),
                        out.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).isEqualTo("ready");
    }

    private void drop(Path drop, int file) throws IOException {
        Path part = Files.write(temp.resolve("part"), records(file));
        Files.move(part, drop.resolve(file + ".ndjson"));
    }

    private static List<String> records(int file) {
        List<String> records = new ArrayList<>();
        for (int record = 0; record < RECORDS; record++) {
            records.add("{\"interactionId\":\"" + file + "-" + record + "\"}");
        }
        return records;
    }

    private static long lines(List<Path> files) throws IOException {
        long lines = 0;
        for (Path file : files) {
            lines += Files.exists(file) ? Files.readAllLines(file).size() : 0;
        }
        return lines;
    }

    private static long count(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
