package org.activityrelay.relay.contract;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.activityrelay.relay.ActivityRelay;

/**
 * The program's commands for processes of their own. They start in a third of the time from a jar and an archive of the
 * classes that a check reads, as those of {@code ./relay} do; both are made once for all test processes.
 */
public final class Program {

    private static final Path CLASSES = Path.of("target", "classes");
    private static List<String> command;

    private Program() {}

    /** Java with its options and the program's main class, to be followed by options of Java and the command's arguments. */
    public static List<String> command(List<String> jvm) {
        List<String> made = command();
        List<String> all = new ArrayList<>(made.subList(0, made.size() - 3));
        all.addAll(jvm);
        all.addAll(made.subList(made.size() - 3, made.size()));
        return all;
    }

    /** As one line of a shell script, without arguments. */
    public static String line() {
        return command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private static synchronized List<String> command() {
        if (command == null) {
            try {
                command = make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return command;
    }

    private static List<String> make() throws IOException {
        Path folder = Files.createDirectories(
                        Path.of("target", "commands-" + Runtime.version().feature()))
                .toAbsolutePath();
        Path jar = folder.resolve("relay.jar");
        Path archive = folder.resolve("relay.jsa");
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(newestClass()) < 0) {
                Files.deleteIfExists(archive);
                pack(jar);
                archive(jar, archive);
            }
        }
        List<String> words = java(jar);
        words.addAll(words.size() - 3, List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive));
        return words;
    }

    private static List<String> java(Path jar) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                jar + File.pathSeparator + classPath,
                ActivityRelay.class.getName()));
    }

    private static FileTime newestClass() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> {
                        try {
                            return Files.getLastModifiedTime(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .max(FileTime::compareTo)
                    .orElseThrow();
        }
    }

    /** With entries for folders: who looks for classes in a package needs them. */
    private static void pack(Path jar) throws IOException {
        Path next = jar.resolveSibling("next.jar");
        try (Stream<Path> files = Files.walk(CLASSES);
                OutputStream out = Files.newOutputStream(next);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files.sorted().toList()) {
                String name = CLASSES.relativize(file).toString().replace(File.separatorChar, '/');
                if (Files.isDirectory(file) && !name.isEmpty()) {
                    zip.putNextEntry(new ZipEntry(name + "/"));
                } else if (Files.isRegularFile(file)) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(file, zip);
                }
            }
        }
        Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void archive(Path jar, Path archive) throws IOException {
        List<String> words = java(jar);
        words.add(1, "-XX:ArchiveClassesAtExit=" + archive);
        words.add("check");
        Path output = archive.resolveSibling("archive.log");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
        if (!Files.exists(archive)) {
            throw new IOException("no archive of the program's classes was made:\n" + Files.readString(output));
        }
    }
}
