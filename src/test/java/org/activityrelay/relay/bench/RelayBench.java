package org.activityrelay.relay.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.SharedPostgres;

/**
 * The whole service over HTTP against the same inserts by bare JDBC, one transaction per record, in one run. Records of
 * about 1.5 kB, routed by the shipped rules to two destinations each: a database row, and a CRM in dry-run. Service, load and
 * database share the machine.
 *
 * <p>Arguments: seconds per measurement (default 20), seconds of the end-to-end run (default 60), which databases (sqlite,
 * postgresql, both). Two minutes' load comes first: what is measured is a service that has been running. Accepts are measured
 * twice: with both destinations paused, which is the same work as the inserts by bare JDBC, and with every record delivered twice
 * meanwhile.
 */
public final class RelayBench {

    private static final int MANY = 64;
    private static final double MODEST = 500;

    /** Seconds until the JVM has compiled what it will compile, on two cores that the load uses too. */
    private static final double WARM_UP = 120;

    private static final List<String> DESTINATIONS = List.of("database", "crm");

    private final double seconds;
    private final double soak;
    private long accepted;

    private RelayBench(double seconds, double soak) {
        this.seconds = seconds;
        this.soak = soak;
    }

    public static void main(String[] args) throws Exception {
        RelayBench bench = new RelayBench(
                args.length > 0 ? Double.parseDouble(args[0]) : 20, args.length > 1 ? Double.parseDouble(args[1]) : 60);
        String which = args.length > 2 ? args[2] : "both";
        System.out.printf(
                "Java %s, %d processors%n",
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
        Path home = Files.createTempDirectory(Path.of("target"), "bench");
        if (!which.equals("postgresql")) {
            bench.run("SQLite", home.resolve("sqlite"), List.of(), "jdbc:sqlite:" + home.resolve("bare.db"));
        }
        if (!which.equals("sqlite")) {
            String url = SharedPostgres.newDatabase();
            bench.run(
                    "PostgreSQL",
                    home.resolve("postgresql"),
                    List.of(
                            "relay.ledger.url=" + url,
                            "relay.ledger.username=" + SharedPostgres.username(),
                            "relay.ledger.password=" + SharedPostgres.password()),
                    SharedPostgres.newDatabase());
        }
        System.exit(0);
    }

    private void run(String name, Path home, List<String> ledger, String bareUrl) throws Exception {
        Files.createDirectories(home);
        accepted = 0;
        Latencies bare = bare(bareUrl);
        print(name, "bare JDBC, one transaction per record, 64 clients", bare);
        List<String> settings = new ArrayList<>(ledger);
        settings.add("relay.intake.queue.broker=none");
        try (ServiceProcess service = ServiceProcess.start(home, imageOptions(), settings)) {
            Load load = new Load(service.port());
            print(name, "just started, at 500 records/s", offer(load.open(16, MODEST, soak)));
            resident(name, service, "just started");
            offer(load.closed(16, WARM_UP));
            awaitIdle(service);
            destinations(service, "pause");
            Latencies best = null;
            for (int clients : new int[] {1, 16, MANY}) {
                best = offer(load.closed(clients, seconds));
                print(name, "durable HTTP accepts, " + clients + " clients", best);
            }
            System.out.printf(Locale.ROOT, "%-10s accepts / bare = %.2f%n", name, best.perSecond() / bare.perSecond());
            print(name, "at half load", offer(load.open(MANY, best.perSecond() / 2, seconds)));
            destinations(service, "resume");
            awaitIdle(service);
            for (int clients : new int[] {1, 16, MANY}) {
                best = offer(load.closed(clients, seconds));
                print(name, "while delivering, " + clients + " clients", best);
                awaitIdle(service);
            }
            print(name, "while delivering, at half load", offer(load.open(MANY, best.perSecond() / 2, seconds)));
            awaitIdle(service);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s end to end / bare = %.2f%n",
                    name,
                    endToEnd(name, service, load) / bare.perSecond());
            awaitIdle(service);
            print(name, "after all that, at 500 records/s", offer(load.open(16, MODEST, soak)));
            resident(name, service, "after all that");
        }
    }

    private static void resident(String name, ServiceProcess service, String when) throws IOException {
        System.out.printf(
                Locale.ROOT, "%-10s resident at 500 records/s, %s: %d MiB%n", name, when, service.residentMiB());
    }

    /** What the Dockerfile gives the JVM, less the paths and what this Java does not know. */
    static List<String> imageOptions() throws IOException {
        Matcher options = Pattern.compile("JAVA_OPTS=\"([^\"]+)\"").matcher(Files.readString(Path.of("Dockerfile")));
        if (!options.find()) {
            throw new IOException("The Dockerfile has no JAVA_OPTS");
        }
        List<String> known = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
        Stream.of(options.group(1).split(" "))
                .filter(option -> option.startsWith("-X"))
                .forEach(known::add);
        return known;
    }

    private Latencies bare(String url) throws Exception {
        try (BareJdbc bare = BareJdbc.open(url, MANY)) {
            LedgerBench.measureBare(bare, 2, MANY);
            return LedgerBench.measureBare(bare, seconds, MANY);
        }
    }

    /** The highest offered rate at which what waits for delivery does not grow; answers records per second. */
    private double endToEnd(String name, ServiceProcess service, Load load) throws Exception {
        double good = 0;
        double step = 400;
        for (double rate = step; step >= 100; ) {
            boolean keepsUp = keepsUp(service, load, rate, 15);
            if (keepsUp) {
                good = rate;
            } else {
                step /= 2;
            }
            rate = good + step;
        }
        while (good > 0 && !keepsUp(service, load, good, soak)) {
            good -= 50;
        }
        System.out.printf(
                Locale.ROOT,
                "%-10s end to end for %.0f s without a growing backlog: %,.0f records/s%n",
                name,
                soak,
                good);
        return good;
    }

    /** Whether no more waits after the second half of the time than after the first, but for two seconds' worth. */
    private boolean keepsUp(ServiceProcess service, Load load, double rate, double seconds) throws Exception {
        Latencies first = offer(load.open(MANY, rate, seconds / 2));
        long middle = waiting(service);
        Latencies second = offer(load.open(MANY, rate, seconds / 2));
        long end = waiting(service);
        boolean offered = first.perSecond() > 0.95 * rate && second.perSecond() > 0.95 * rate;
        boolean steady = end - middle < rate / 2 && end < 2 * rate;
        System.out.printf(Locale.ROOT, "           %,.0f/s: waiting %d, then %d%n", rate, middle, end);
        awaitIdle(service);
        return offered && steady;
    }

    private void destinations(ServiceProcess service, String order) throws IOException {
        for (String destination : DESTINATIONS) {
            URI address = URI.create(
                    "http://127.0.0.1:%d/api/v1/destinations/%s/%s".formatted(service.port(), destination, order));
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write("{\"reason\":\"measuring accepts\"}".getBytes(StandardCharsets.UTF_8));
            if (connection.getResponseCode() != 200) {
                throw new IOException(order + " of " + destination + ": " + connection.getResponseCode());
            }
        }
    }

    private void awaitIdle(ServiceProcess service) throws Exception {
        while (waiting(service) > 0) {
            Thread.sleep(200);
        }
    }

    private static final Pattern DELIVERED =
            Pattern.compile("(?m)^relay_deliveries_delivered_total(?:\\{[^}]*})? ([0-9.E]+)$");

    /** Deliveries of accepted records that have not been made: two per record, less the service's own count. */
    private long waiting(ServiceProcess service) throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + service.port() + "/actuator/prometheus");
        HttpURLConnection connection = (HttpURLConnection) metrics.toURL().openConnection();
        Matcher found =
                DELIVERED.matcher(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        double delivered = 0;
        while (found.find()) {
            delivered += Double.parseDouble(found.group(1));
        }
        return 2 * accepted - (long) delivered;
    }

    private Latencies offer(Latencies run) {
        accepted += run.sorted().length;
        return run;
    }

    private static void print(String name, String what, Latencies latencies) {
        System.out.printf(Locale.ROOT, "%-10s %-52s %s%n", name, what, latencies);
    }
}
