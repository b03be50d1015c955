package org.activityrelay.relay.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a snapshot from the folders an operator edits. */
public class SnapshotReader {

    private static final int TRIES = 5;
    private static final long LARGEST = 64L * 1024 * 1024;

    private final Path routes;
    private final Path site;

    /**
     * @param routes folder with the routes and what they use
     * @param site folder with {@code dispositions.yaml}
     */
    public SnapshotReader(Path routes, Path site) {
        this.routes = routes;
        this.site = site;
    }

    /**
     * Reads everything as it is at one moment: again if a file changed meanwhile.
     *
     * @throws RefusedConfigurationException when there is no routes folder
     * @throws UncheckedIOException when a file cannot be read, or they never stop changing
     */
    public Snapshot read() {
        if (!Files.isDirectory(routes)) {
            throw new RefusedConfigurationException(List.of(new Finding(
                    routes.toString(),
                    null,
                    "there is no such folder",
                    "start in the folder that holds routes/, or set relay.configuration.routes")));
        }
        try {
            Snapshot before = once();
            for (int i = 0; i < TRIES; i++) {
                Snapshot after = once();
                if (after.sameFiles(before)) {
                    return after;
                }
                before = after;
            }
            throw new IOException("the files in " + routes + " keep changing while they are read");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Snapshot once() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        long size = 0;
        for (Path file : list()) {
            byte[] content = Files.readAllBytes(file);
            size += content.length;
            if (size > LARGEST) {
                throw new IOException(routes + " holds more than " + LARGEST / 1024 / 1024 + " MiB, at " + file
                        + ": keep data out of it");
            }
            files.put(Snapshot.ROUTES + slashes(routes.relativize(file)), content);
        }
        Path dispositions = site.resolve("dispositions.yaml");
        if (Files.isRegularFile(dispositions)) {
            files.put(Snapshot.DISPOSITIONS, Files.readAllBytes(dispositions));
        }
        return Snapshot.of(files);
    }

    /** Follows links, because Kubernetes mounts files that way; hidden names are its and the editors' own. */
    private List<Path> list() throws IOException {
        try (Stream<Path> all = Files.walk(routes, 8, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> !hidden(routes.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean hidden(Path path) {
        for (Path name : path) {
            if (name.toString().startsWith(".") || name.toString().endsWith("~")) {
                return true;
            }
        }
        return false;
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
