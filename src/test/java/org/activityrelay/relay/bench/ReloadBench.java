package org.activityrelay.relay.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * 500 records a second while rules are edited every three seconds, every other time wrongly, against the same without edits
 * in the same run. Arguments: how many edits (default 100), seconds to warm up (default 90).
 */
public final class ReloadBench {

    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final double RATE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServiceProcess service;
    private final Path rules;
    private final Path more;
    private final String good;
    private final List<Long> millis = new ArrayList<>();
    private int applied;
    private int refused;
    private int overtaken;

    private ReloadBench(ServiceProcess service, Path routes) throws IOException {
        this.service = service;
        this.rules = routes.resolve("3-routing.camel.yaml");
        this.more = routes.resolve("3-routing-more.camel.yaml");
        this.good = Files.readString(rules);
    }

    public static void main(String[] args) throws Exception {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        double warmUp = args.length > 1 ? Double.parseDouble(args[1]) : 90;
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
            Latencies warm = load.open(16, RATE, warmUp);
            Latencies quiet = load.open(16, RATE, 60);
            System.out.println("quiet   " + quiet);
            ReloadBench bench = new ReloadBench(service, home.resolve("routes"));
            Thread editor = new Thread(() -> bench.edit(edits), "editor");
            editor.start();
            Latencies edited = load.open(16, RATE, (double) edits * EVERY.toSeconds());
            editor.join();
            System.out.println("edited  " + edited);
            bench.millis.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "%d edits: %d took effect, %d refused, %d not seen before the next one; after %d ms (median), %d ms (longest)%n",
                    edits,
                    bench.applied,
                    bench.refused,
                    bench.overtaken,
                    bench.millis.isEmpty() ? 0 : bench.millis.get(bench.millis.size() / 2),
                    bench.millis.isEmpty() ? 0 : bench.millis.get(bench.millis.size() - 1));
            long accepted = Stream.of(warm, quiet, edited)
                    .mapToLong(each -> each.sorted().length)
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "%d accepted, %d failed, %d rows in the database, resident %d MiB%n",
                    accepted,
                    warm.failed() + quiet.failed() + edited.failed(),
                    rows(home, accepted),
                    service.residentMiB());
        }
        System.exit(0);
    }

    private void edit(int edits) {
        long due = System.nanoTime();
        try {
            for (int number = 1; number <= edits; number++) {
                JsonNode before = configuration();
                boolean right = number % 2 == 1;
                long saved = System.nanoTime();
                if (right) {
                    save(more, added(number));
                    save(rules, good);
                } else {
                    save(rules, wrong(number));
                }
                due += EVERY.toNanos();
                await(before, right, saved, due);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private void await(JsonNode before, boolean right, long saved, long until) throws IOException {
        while (System.nanoTime() < until) {
            JsonNode now = configuration();
            boolean done = right
                    ? !now.get("hash").equals(before.get("hash"))
                            && !now.get("stale").asBoolean()
                    : now.get("stale").asBoolean() && !now.at("/refused/hash").equals(before.at("/refused/hash"));
            if (done) {
                millis.add((System.nanoTime() - saved) / 1_000_000);
                if (right) {
                    applied++;
                } else {
                    refused++;
                }
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        overtaken++;
    }

    /** A rule that sends no record of the load anywhere else, in a file of its own. */
    private static String added(int number) {
        return """
                - route:
                    id: routing-more
                    description: Mails very long calls.
                    from:
                      uri: activity:routing
                      steps:
                        - filter:
                            simple: "${body.type} == 'voice' && ${body.duration} > %d"
                            steps:
                              - to: activity:deliver/email?part=long&to=quality@example.com&template=complaint
                """.formatted(100_000 + number);
    }

    /** A step, a field, a destination that do not exist, and a rule that breaks cases. */
    private String wrong(int number) {
        String text =
                switch (number / 2 % 4) {
                    case 0 -> good.replace("        - filter:", "        - fitler:");
                    case 1 -> good.replace("${body.dispositionClass}", "${body.dispositonClass}");
                    case 2 -> good.replace("activity:deliver/email", "activity:deliver/emial");
                    default -> good.replace("=~ 'Complaint'", "=~ 'Praise'");
                };
        return text + "\n# edit " + number + "\n";
    }

    private static void save(Path file, String text) throws IOException {
        Path next = file.resolveSibling(".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private JsonNode configuration() throws IOException {
        URI address = URI.create("http://127.0.0.1:" + service.port() + "/api/v1/configuration");
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        try (InputStream body = connection.getInputStream()) {
            return JSON.readTree(body);
        }
    }

    /** Rows of the reporting database, when they are as many as expected or do not grow any more. */
    private static long rows(Path home, long expected) throws SQLException {
        long rows = -1;
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/reporting.db"));
                Statement count = database.createStatement()) {
            for (long before = -2; rows != before && rows < expected; ) {
                before = rows;
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
                try (ResultSet row = count.executeQuery("select count(*) from interaction")) {
                    rows = row.getLong(1);
                }
            }
        }
        return rows;
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
