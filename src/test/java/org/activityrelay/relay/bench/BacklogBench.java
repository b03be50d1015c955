package org.activityrelay.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.activityrelay.relay.contract.SharedPostgres;

/**
 * What a great backlog costs the whole service: how fast overdue deliveries drain, against a short backlog and against
 * deliveries while records come in, how much memory that takes, and how much later the service is ready when it starts with
 * them. Records of about 1.5 kB, routed by the shipped rules to a database row and a CRM in dry-run.
 *
 * <p>Arguments: overdue deliveries (default 100000), seconds of warming up (default 60), which database (sqlite, postgresql,
 * both; default sqlite).
 */
public final class BacklogBench {

    private static final int CLIENTS = 64;
    private static final int STARTS = 3;
    private static final String[] DESTINATIONS = {"database", "crm"};

    private final int overdue;
    private final double warmUp;

    private BacklogBench(int overdue, double warmUp) {
        this.overdue = overdue;
        this.warmUp = warmUp;
    }

    public static void main(String[] args) throws Exception {
        BacklogBench bench = new BacklogBench(
                args.length > 0 ? Integer.parseInt(args[0]) : 100_000,
                args.length > 1 ? Double.parseDouble(args[1]) : 60);
        String which = args.length > 2 ? args[2] : "sqlite";
        Path home = Files.createTempDirectory(Path.of("target"), "backlog");
        if (!which.equals("postgresql")) {
            bench.run("SQLite", home.resolve("sqlite"), List.of());
        }
        if (!which.equals("sqlite")) {
            bench.run("PostgreSQL", home.resolve("postgresql"), postgres());
        }
        System.exit(0);
    }

    static List<String> postgres() {
        return List.of(
                "relay.ledger.url=" + SharedPostgres.newDatabase(),
                "relay.ledger.username=" + SharedPostgres.username(),
                "relay.ledger.password=" + SharedPostgres.password());
    }

    private void run(String name, Path home, List<String> ledger) throws Exception {
        Files.createDirectories(home);
        List<String> settings = new ArrayList<>(ledger);
        settings.add("relay.intake.queue.broker=none");
        start(home, settings).close(); // makes the tables
        double empty = starts(home, settings);
        try (ServiceProcess service = start(home, settings)) {
            Load load = new Load(service.port());
            Operator operator = new Operator(service.port());
            long records = load.closed(16, warmUp).sorted().length;
            awaitDelivered(operator, 2 * records);
            Drain steady = whileAccepting(load, operator);
            awaitDelivered(operator, 2 * (records + steady.records()));
            say(name, "while accepting %,.0f records/s: %,.0f deliveries/s", steady.accepts(), steady.perSecond());
            double few = drain(name, service, overdue / 10);
            double many = drain(name, service, overdue);
            say(
                    name,
                    "drain / short backlog = %.2f, drain / while accepting = %.2f",
                    many / few,
                    many / steady.perSecond());
            operator.pause(DESTINATIONS);
            load.exactly(CLIENTS, overdue / 2);
        }
        double behind = starts(home, settings);
        say(name, "ready after %.1f s when empty, %.1f s with %,d pending", empty, behind, overdue);
    }

    private static ServiceProcess start(Path home, List<String> settings) throws IOException {
        return ServiceProcess.start(home, RelayBench.imageOptions(), settings);
    }

    /** The median of some starts, in seconds. */
    private static double starts(Path home, List<String> settings) throws IOException {
        double[] took = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long from = System.nanoTime();
            try (ServiceProcess service = start(home, settings)) {
                took[i] = (System.nanoTime() - from) / 1e9;
            }
        }
        Arrays.sort(took);
        return took[STARTS / 2];
    }

    private record Drain(long records, double accepts, double perSecond) {}

    /** As fast as it takes records, without what it catches up with afterwards. */
    private static Drain whileAccepting(Load load, Operator operator) throws Exception {
        long before = operator.delivered();
        long from = System.nanoTime();
        Latencies accepted = load.closed(CLIENTS, 20);
        double perSecond = (operator.delivered() - before) * 1e9 / (System.nanoTime() - from);
        return new Drain(accepted.sorted().length, accepted.perSecond(), perSecond);
    }

    /** Deliveries per second of a backlog of that many. */
    private static double drain(String name, ServiceProcess service, int deliveries) throws Exception {
        Operator operator = new Operator(service.port());
        Load load = new Load(service.port());
        operator.pause(DESTINATIONS);
        long before = operator.delivered();
        load.exactly(CLIENTS, deliveries / 2);
        long resident = service.residentMiB();
        long most = resident;
        long from = System.nanoTime();
        operator.resume(DESTINATIONS);
        while (operator.delivered() - before < deliveries) {
            most = Math.max(most, service.residentMiB());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        double perSecond = deliveries * 1e9 / (System.nanoTime() - from);
        say(
                name,
                "%,d overdue: %,.0f deliveries/s, resident %d MiB before, %d MiB at most, %d MiB after",
                deliveries,
                perSecond,
                resident,
                most,
                service.residentMiB());
        return perSecond;
    }

    private static void awaitDelivered(Operator operator, long deliveries) throws Exception {
        while (operator.delivered() < deliveries) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static void say(String name, String what, Object... figures) {
        System.out.printf(Locale.ROOT, "%-10s %s%n", name, String.format(Locale.ROOT, what, figures));
    }
}
