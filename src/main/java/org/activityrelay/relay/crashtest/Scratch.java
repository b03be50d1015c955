package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The folder that belongs to one crash test alone: routes, data and logs of its service processes. */
final class Scratch {

    /** How long the service waits for an answer; some slow answers take longer. */
    static final String ANSWER_TIMEOUT = "1s";

    private static final String RETRY = "0,100ms,200ms,300ms,500ms,500ms" + ",1s".repeat(30);

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes an absent or empty folder.
     *
     * @throws IllegalArgumentException when anything is there already
     */
    static Scratch take(Options options) throws IOException {
        Path folder = options.folder().toAbsolutePath();
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IllegalArgumentException(
                    folder + " is not empty. The crash test kills and destroys; it works only in a"
                            + " folder of its own: name one that does not exist.");
        }
        Scratch scratch = new Scratch(folder);
        scratch.writeRoutes(options.routes());
        scratch.copy(options.site().resolve("dispositions.yaml"), "config/dispositions.yaml");
        Files.createDirectories(scratch.dropFolder());
        return scratch;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** The doors and the database destination are those of the service; rules and receivers are the test's. */
    private void writeRoutes(Path routes) throws IOException {
        for (String own : List.of(
                "1-intake-files.camel.yaml",
                "1-intake-queue.camel.yaml",
                "5-destination-database.camel.yaml",
                "sql/sqlite/schema.sql",
                "sql/sqlite/upsert.sql",
                "sql/postgresql/schema.sql",
                "sql/postgresql/upsert.sql")) {
            copy(routes.resolve(own), "routes/" + own);
        }
        for (String test :
                List.of("3-routing.camel.yaml", "5-destination-keyed.camel.yaml", "5-destination-unkeyed.camel.yaml")) {
            write(test, "routes/" + test);
        }
        write("crash-test.jsonata", "routes/mappings/crash-test.jsonata");
    }

    private void copy(Path from, String to) throws IOException {
        Files.createDirectories(folder.resolve(to).getParent());
        Files.copy(from, folder.resolve(to));
    }

    private void write(String resource, String to) throws IOException {
        Files.createDirectories(folder.resolve(to).getParent());
        try (InputStream in = Scratch.class.getResourceAsStream("/crash-test/" + resource)) {
            Files.copy(in, folder.resolve(to));
        }
    }

    Path folder() {
        return folder;
    }

    Path program() {
        return folder.resolve("program");
    }

    Path dropFolder() {
        return folder.resolve("intake");
    }

    /** The table of the database destination on PostgreSQL. */
    Path schema() {
        return folder.resolve("routes/sql/postgresql/schema.sql");
    }

    /** Working directory and data of one process. */
    Path process(int number) throws IOException {
        return Files.createDirectories(folder.resolve("process-" + number));
    }

    /**
     * What is the same for all processes.
     *
     * @param receivers the addresses of the receivers
     */
    List<String> settings(Function<Sink, String> receivers) {
        List<String> settings = new ArrayList<>(List.of(
                "relay.configuration.routes=" + folder.resolve("routes"),
                "relay.configuration.site=" + folder.resolve("config"),
                "relay.intake.files.directory=" + dropFolder(),
                "relay.intake.files.poll=100ms",
                "relay.intake.files.stable-for=100ms",
                "relay.intake.files.retry-first=200ms",
                "relay.intake.queue.retry-first=200ms",
                "relay.delivery.lease=6s",
                "relay.delivery.attempt-timeout=2s",
                "relay.delivery.pause=1s",
                "relay.delivery.breaker.pause=1s",
                "relay.delivery.breaker.longest-pause=2s",
                "relay.delivery.throttle=1s",
                "relay.delivery.poll=200ms",
                "relay.delivery.retry=" + RETRY,
                "relay.destination-default.timeout.connect=1s",
                "relay.destination-default.timeout.answer=" + ANSWER_TIMEOUT,
                "relay.destination-default.timeout.total=1500ms",
                "logging.level.root=warn"));
        for (Sink sink : List.of(Sink.KEYED, Sink.UNKEYED)) {
            String prefix = "relay.destination." + sink.destination();
            settings.add(prefix + ".mode=live");
            settings.add(prefix + ".url=" + receivers.apply(sink));
        }
        return settings;
    }

    /** Leaves nothing behind. */
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
