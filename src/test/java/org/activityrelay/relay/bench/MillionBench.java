package org.activityrelay.relay.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.delivery.engine.BenchEngine;
import org.activityrelay.relay.delivery.engine.DeliveryEngine;
import org.activityrelay.relay.ledger.LedgerFixture;

/**
 * What a million stored records cost those that come next: accepts and claims at half load, the ledger and the delivery engine
 * without HTTP and routes, on a full and on an almost empty ledger by turns, in one run. The empty one is a new one at each turn.
 *
 * <p>Arguments: records (default 1000000), seconds of a turn (default 10), turns of each (default 5), which databases
 * (sqlite, postgresql, default both).
 */
public final class MillionBench {

    private static final int SUBMITTERS = 64;
    private static final int FILES = 3;

    private final int records;
    private final double seconds;
    private final int turns;

    private MillionBench(int records, double seconds, int turns) {
        this.records = records;
        this.seconds = seconds;
        this.turns = turns;
    }

    public static void main(String[] args) throws Exception {
        MillionBench bench = new MillionBench(
                args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000,
                args.length > 1 ? Double.parseDouble(args[1]) : 10,
                args.length > 2 ? Integer.parseInt(args[2]) : 5);
        String which = args.length > 3 ? args[3] : "both";
        System.out.printf(
                "Java %s, %d processors%n",
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
        if (!which.equals("postgresql")) {
            Path folder = Files.createTempDirectory(Path.of("target"), "million");
            AtomicLong files = new AtomicLong();
            try {
                bench.run("SQLite", () -> "jdbc:sqlite:" + folder.resolve("ledger-" + files.incrementAndGet() + ".db"));
            } finally {
                delete(folder);
            }
        }
        if (!which.equals("sqlite")) {
            bench.run("PostgreSQL", SharedPostgres::newDatabase);
        }
        System.exit(0);
    }

    private interface NewUrl {
        String get() throws Exception;
    }

    private static void delete(Path folder) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(folder, FILES)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What one turn measured. */
    private record Turn(Latencies accepts, Latencies claims) {}

    private void run(String name, NewUrl newUrl) throws Exception {
        long begin = System.nanoTime();
        String url = newUrl.get();
        ManyRecords.fill(url, records);
        System.out.printf(
                Locale.ROOT, "%-10s %,d records made in %.0f s%n", name, records, (System.nanoTime() - begin) / 1e9);
        measure(name, url, newUrl);
    }

    private void measure(String name, String url, NewUrl newUrl) throws Exception {
        List<Turn> empty = new ArrayList<>();
        List<Turn> full = new ArrayList<>();
        try (Side million = new Side(url)) {
            million.atMost(2 * seconds); // until the JVM has compiled it
            double rate;
            try (Side fresh = new Side(newUrl.get())) {
                fresh.atMost(2 * seconds);
                Latencies most = fresh.atMost(seconds);
                print(name, "at most, almost empty", most);
                rate = most.perSecond() / 2;
            }
            print(name, "at most, full", million.atMost(seconds));
            million.at(rate, seconds / 2);
            for (int turn = 0; turn < turns; turn++) {
                try (Side fresh = new Side(newUrl.get())) {
                    fresh.at(rate, seconds / 5);
                    empty.add(fresh.at(rate, seconds));
                }
                million.at(rate, seconds / 5);
                full.add(million.at(rate, seconds));
            }
        }
        compare(
                name,
                "accept",
                empty.stream().map(Turn::accepts).toList(),
                full.stream().map(Turn::accepts).toList());
        compare(
                name,
                "claim",
                empty.stream().map(Turn::claims).toList(),
                full.stream().map(Turn::claims).toList());
    }

    private static void print(String name, String what, Latencies latencies) {
        System.out.printf(Locale.ROOT, "%-10s %-24s %s%n", name, what, latencies);
    }

    /** All turns together, and turn by turn: what else the machine does disturbs some of them. */
    private static void compare(String name, String what, List<Latencies> empty, List<Latencies> full) {
        Latencies without = together(empty);
        Latencies with = together(full);
        print(name, what + ", almost empty", without);
        print(name, what + ", full", with);
        for (double quantile : new double[] {0.5, 0.99}) {
            double[] ratios = new double[empty.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = full.get(i).millis(quantile) / empty.get(i).millis(quantile);
            }
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %s p%.0f: %.2f times; by turns %.2f to %.2f, median %.2f%n",
                    name,
                    what,
                    quantile * 100,
                    with.millis(quantile) / without.millis(quantile),
                    ratios[0],
                    ratios[ratios.length - 1],
                    ratios[ratios.length / 2]);
        }
    }

    static Latencies together(List<Latencies> turns) {
        return Latencies.of(
                turns.stream().map(Latencies::sorted).toArray(long[][]::new),
                turns.stream().mapToDouble(Latencies::seconds).sum(),
                turns.stream().mapToLong(Latencies::failed).sum());
    }

    /** A ledger with an engine whose destinations take everything at once. */
    private static final class Side implements AutoCloseable {

        private final LedgerFixture fixture;
        private final TimedQueue queue;
        private final DeliveryEngine engine;

        Side(String url) {
            fixture = LedgerFixture.open(url, SharedPostgres.username(), SharedPostgres.password());
            queue = new TimedQueue(fixture.queue());
            engine = BenchEngine.on(
                    queue,
                    Map.of("crm", new NoOp("crm", 4, claim -> {}), "database", new NoOp("database", 4, claim -> {})));
            engine.start();
        }

        /** As many records as it takes, each delivered twice meanwhile. */
        Latencies atMost(double seconds) throws InterruptedException {
            return load(seconds, 0);
        }

        Turn at(double perSecond, double seconds) throws InterruptedException {
            queue.take();
            long from = System.nanoTime();
            Latencies accepts = load(seconds, perSecond);
            return new Turn(accepts, Latencies.of(new long[][] {queue.take()}, (System.nanoTime() - from) / 1e9, 0));
        }

        private Latencies load(double seconds, double perSecond) throws InterruptedException {
            long[][] latencies = new long[SUBMITTERS][];
            AtomicLong failed = new AtomicLong();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            Thread[] threads = new Thread[SUBMITTERS];
            for (int i = 0; i < SUBMITTERS; i++) {
                int index = i;
                threads[i] = new Thread(() -> latencies[index] = submit(index, start, end, perSecond, failed));
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double took = (System.nanoTime() - start) / 1e9;
            while (fixture.destinations().backlog("crm").waiting()
                            + fixture.destinations().backlog("database").waiting()
                    > 0) {
                LockSupport.parkNanos(50_000_000);
            }
            return Latencies.of(latencies, took, failed.get());
        }

        /** At a fixed rate, latency counts from when the record was due. */
        private long[] submit(int index, long start, long end, double perSecond, AtomicLong failed) {
            long[] taken = new long[1024];
            int count = 0;
            double gap = perSecond == 0 ? 0 : 1e9 * SUBMITTERS / perSecond;
            for (long n = 0; ; n++) {
                long due = gap == 0 ? System.nanoTime() : start + (long) (gap * (n + (double) index / SUBMITTERS));
                if (due >= end) {
                    return Arrays.copyOf(taken, count);
                }
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                try {
                    fixture.ledger().accept(LedgerBench.submission()).join();
                } catch (RuntimeException e) {
                    failed.incrementAndGet();
                    continue;
                }
                if (count == taken.length) {
                    taken = Arrays.copyOf(taken, count * 2);
                }
                taken[count++] = System.nanoTime() - due;
            }
        }

        @Override
        public void close() {
            engine.stop();
            fixture.close();
        }
    }
}
