package org.activityrelay.relay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.activityrelay.relay.contract.SharedPostgres;

/**
 * What a great backlog costs the whole service: how fast overdue deliveries drain, against a short backlog and against
 * deliveries while records come in, how much memory that takes, and how much later the service is ready when it starts with
 * them, by turns with starts of an empty one. Records of about 1.5 kB, routed by the shipped rules to a database row and a CRM in dry-run.
 *
 * <p>The backlog is written into the ledger beside the service ({@link Backlog}). A great one is compared with short ones before and
 * after it in the same process, because a JVM that goes on compiling would flatter what comes later.
 *
 * <p>Arguments: overdue deliveries (default 100000), seconds of warming up (default 40), which database (sqlite, postgresql,
 * both; default both).
 */
public final class BacklogBench {

    private static final int CLIENTS = 64;
    private static final int STARTS = 3;
    private static final int PATIENCE = 5;
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
                args.length > 1 ? Double.parseDouble(args[1]) : 40);
        String which = args.length > 2 ? args[2] : "both";
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
        Backlog backlog = template(home, settings);
        try (ServiceProcess service = start(home, settings)) {
            Load load = new Load(service.port());
            Operator operator = new Operator(service.port());
            long before = load.closed(16, warmUp).sorted().length;
            awaitDelivered(operator, 2 * before);
            Drain steady = whileAccepting(load, operator);
            awaitDelivered(operator, 2 * (before + steady.records()));
            say(name, "while accepting %,.0f records/s: %,.0f deliveries/s", steady.accepts(), steady.perSecond());
            drain(name + " (warming up)", service, backlog, overdue / 5);
            Drained few = drain(name, service, backlog, overdue / 5);
            Drained many = drain(name, service, backlog, overdue);
            Drained again = drain(name, service, backlog, overdue / 5);
            say(
                    name,
                    "drain / short backlogs = %.2f (of processor time %.2f), drain / while accepting = %.2f",
                    many.perSecond() / (few.perSecond() + again.perSecond()) * 2,
                    many.perProcessorSecond() / (few.perProcessorSecond() + again.perProcessorSecond()) * 2,
                    many.perSecond() / steady.perSecond());
        }
        backlog.add(overdue);
        Starts empty = new Starts();
        Starts behind = new Starts();
        Path emptyHome = Files.createDirectories(home.resolve("empty"));
        List<String> emptyLedger = url(settings).isPresent() ? postgres() : List.of();
        List<String> emptySettings = new ArrayList<>(emptyLedger);
        emptySettings.add("relay.intake.queue.broker=none");
        new Starts().add(emptyHome, emptySettings); // makes the tables
        for (int i = 0; i < STARTS; i++) {
            empty.add(emptyHome, emptySettings);
            behind.add(home, settings);
        }
        say(
                name,
                "ready after %.1f s when empty, %.1f s with %,d overdue; processor time %.1f s and %.1f s",
                median(empty.seconds),
                median(behind.seconds),
                overdue,
                median(empty.processorSeconds),
                median(behind.processorSeconds));
    }

    /** Makes the tables, and one record that waits; it is delivered before this returns. */
    private static Backlog template(Path home, List<String> settings) throws Exception {
        try (ServiceProcess service = start(home, settings)) {
            Operator operator = new Operator(service.port());
            operator.pause(DESTINATIONS);
            new Load(service.port()).exactly(1, 1);
            Backlog backlog = Backlog.of(url(home, settings));
            operator.resume(DESTINATIONS);
            awaitDelivered(operator, 2);
            return backlog;
        }
    }

    private static String url(Path home, List<String> settings) {
        return url(settings).orElse("jdbc:sqlite:" + home.resolve("data/ledger.db"));
    }

    private static Optional<String> url(List<String> settings) {
        return settings.stream()
                .filter(setting -> setting.startsWith("relay.ledger.url="))
                .map(setting -> setting.substring(setting.indexOf('=') + 1))
                .findFirst();
    }

    private static ServiceProcess start(Path home, List<String> settings) throws IOException {
        return ServiceProcess.start(home, RelayBench.imageOptions(), settings);
    }

    /** Until it is ready, on the clock and on the processors. */
    private static final class Starts {
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processorSeconds = new ArrayList<>();

        private void add(Path home, List<String> settings) throws IOException {
            long from = System.nanoTime();
            try (ServiceProcess service = start(home, settings)) {
                seconds.add((System.nanoTime() - from) / 1e9);
                processorSeconds.add(service.processorSeconds());
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
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

    /** Deliveries of a backlog, per second on the clock and of processor time. */
    private record Drained(double perSecond, double perProcessorSecond) {}

    private static Drained drain(String name, ServiceProcess service, Backlog backlog, int deliveries)
            throws Exception {
        Operator operator = new Operator(service.port());
        operator.pause(DESTINATIONS);
        long before = operator.delivered();
        backlog.add(deliveries);
        long resident = service.residentMiB();
        AtomicLong most = new AtomicLong(resident);
        double processor = service.processorSeconds();
        long from = System.nanoTime();
        operator.resume(DESTINATIONS);
        await(operator, before + deliveries, () -> most.accumulateAndGet(service.residentMiB(), Math::max));
        Drained drained = new Drained(
                deliveries * 1e9 / (System.nanoTime() - from), deliveries / (service.processorSeconds() - processor));
        say(
                name,
                "%,d overdue: %,.0f deliveries/s, %,.0f per second of processor time, resident %d MiB before, %d MiB at most,"
                        + " %d MiB after",
                deliveries,
                drained.perSecond(),
                drained.perProcessorSecond(),
                resident,
                most.get(),
                service.residentMiB());
        return drained;
    }

    private static void awaitDelivered(Operator operator, long deliveries) throws Exception {
        await(operator, deliveries, () -> deliveries);
    }

    /** What is looked at meanwhile. */
    private static void await(Operator operator, long deliveries, Callable<Long> look) throws Exception {
        long giveUp = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE);
        for (long delivered = operator.delivered(); delivered < deliveries; delivered = operator.delivered()) {
            look.call();
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException(
                        delivered + " of " + deliveries + " are delivered after " + PATIENCE + " minutes");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static void say(String name, String what, Object... figures) {
        System.out.printf(Locale.ROOT, "%-10s %s%n", name, String.format(Locale.ROOT, what, figures));
    }
}
