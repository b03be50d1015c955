package org.activityrelay.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * 500 records a second while routes are edited every three seconds, every other time wrongly, against the same without edits in
 * the same run. Argument: how many edits (default 100).
 */
public final class ReloadBench {

    private static final int EVERY_SECONDS = 3;
    private static final double RATE = 500;

    private ReloadBench() {}

    public static void main(String[] args) throws Exception {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        Path home = Files.createTempDirectory(Path.of("target"), "reload");
        for (String folder : List.of("routes", "config")) {
            copy(Path.of(folder), home.resolve(folder));
        }
        List<String> settings = List.of(
                "relay.intake.queue.broker=none",
                "relay.configuration.routes=" + home.resolve("routes"),
                "relay.configuration.site=" + home.resolve("config"));
        try (ServiceProcess service = ServiceProcess.start(home, RelayBench.imageOptions(), settings)) {
            Load load = new Load(service.port());
            load.open(16, RATE, 60);
            System.out.println("quiet   " + load.open(16, RATE, 30));
            ScheduledExecutorService editor = Executors.newSingleThreadScheduledExecutor();
            AtomicInteger made = new AtomicInteger();
            Path rules = home.resolve("routes/3-routing.camel.yaml");
            String good = Files.readString(rules);
            editor.scheduleAtFixedRate(
                    () -> edit(rules, good, made.incrementAndGet()), 0, EVERY_SECONDS, TimeUnit.SECONDS);
            Latencies edited = load.open(16, RATE, (double) edits * EVERY_SECONDS);
            editor.shutdownNow();
            System.out.println("edited  " + edited);
            System.out.printf(
                    Locale.ROOT,
                    "%d edits, resident %d MiB, log: %s%n",
                    made.get(),
                    service.residentMiB(),
                    count(service.log()));
        }
        System.exit(0);
    }

    private static void edit(Path rules, String good, int number) {
        try {
            String text = number % 2 == 1 ? good + "\n# edit " + number + "\n" : good.replace("- filter:", "- fitler:");
            Path next = rules.resolveSibling(".next");
            Files.writeString(next, text);
            Files.move(
                    next,
                    rules,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String count(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.stream().filter(line -> line.contains("takes over from")).count() + " took effect, "
                + lines.stream()
                        .filter(line -> line.contains("is refused, and"))
                        .count() + " refused";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
