package org.activityrelay.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * Candidate rules over stored records, by the command that an operator runs, and what that costs the records that come
 * meanwhile. Argument: how many records are stored first (default 100,000).
 */
public final class ShadowBench {

    private static final double RATE = 200;

    private ShadowBench() {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path home = Files.createTempDirectory(Path.of("target"), "shadow");
        Path candidate = home.resolve("candidate");
        FileSystemUtils.copyRecursively(Path.of("routes"), candidate);
        Path rules = candidate.resolve("3-routing.camel.yaml");
        Files.writeString(rules, Files.readString(rules).replace("in 'voice,chat'", "in 'chat,email'"));
        List<String> settings = List.of("relay.intake.queue.broker=none");
        try (ServiceProcess service = ServiceProcess.start(home, RelayBench.imageOptions(), settings)) {
            Load load = new Load(service.port());
            long stored = 0;
            while (stored < records) {
                stored += load.closed(16, 5).sorted().length;
            }
            System.out.printf(Locale.ROOT, "%,d records are stored%n", stored);
            load.open(16, RATE, 20);
            System.out.println("quiet       " + load.open(16, RATE, 30));
            System.out.printf(Locale.ROOT, "shadow alone    %.1f s%n", shadow(candidate, service.port(), records));

            List<Latencies> during = new ArrayList<>();
            Thread meanwhile = new Thread(() -> {
                try {
                    during.add(load.open(16, RATE, 30));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            meanwhile.start();
            System.out.printf(
                    Locale.ROOT, "shadow at %.0f/s %.1f s%n", RATE, shadow(candidate, service.port(), records));
            meanwhile.join();
            System.out.println("meanwhile   " + during.get(0));
        }
        System.exit(0);
    }

    /** Answers seconds; what it says is printed. */
    private static double shadow(Path candidate, int port, int records) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.activityrelay.relay.ActivityRelay",
                "shadow",
                "--routes",
                candidate.toString(),
                "--count",
                String.valueOf(records),
                "--url",
                "http://127.0.0.1:" + port);
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("shadow failed");
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
