package org.activityrelay.relay.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.activityrelay.relay.ledger.Submission;

/**
 * The ledger against the same inserts by bare JDBC, one transaction per record, in one run: records of about 1.5 kB with
 * two deliveries each. Arguments: seconds per measurement (default 10), submitters (default 64), and which databases
 * (default both).
 */
public final class LedgerBench {

    private static final byte[] ORIGINAL = Load.newRecord();
    private static final ObjectNode TEMPLATE = template();
    private static final String[] DESTINATIONS = {"database", "crm"};

    private final double seconds;
    private final int submitters;

    private LedgerBench(double seconds, int submitters) {
        this.seconds = seconds;
        this.submitters = submitters;
    }

    public static void main(String[] args) throws Exception {
        LedgerBench bench = new LedgerBench(
                args.length > 0 ? Double.parseDouble(args[0]) : 10, args.length > 1 ? Integer.parseInt(args[1]) : 64);
        String which = args.length > 2 ? args[2] : "both";
        System.out.printf(
                "Java %s, %d processors%n",
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
        if (!which.equals("postgresql")) {
            Path folder = Files.createTempDirectory(Path.of("target"), "bench");
            bench.run(
                    "SQLite", "jdbc:sqlite:" + folder.resolve("ledger.db"), "jdbc:sqlite:" + folder.resolve("bare.db"));
        }
        if (!which.equals("sqlite")) {
            bench.run("PostgreSQL", SharedPostgres.newDatabase(), SharedPostgres.newDatabase());
        }
        System.exit(0);
    }

    private void run(String name, String url, String bareUrl) throws Exception {
        try (LedgerFixture it = LedgerFixture.open(url, SharedPostgres.username(), SharedPostgres.password());
                BareJdbc bare = BareJdbc.open(bareUrl, submitters)) {
            measure(2, submitters, record -> it.ledger().accept(record).join());
            measure(2, submitters, bare::store);
            Latencies plain = measure(seconds, submitters, bare::store);
            print(name, "bare JDBC, " + submitters + " submitters", plain);
            for (int count : new int[] {1, 16, submitters}) {
                Latencies shared = measure(
                        seconds, count, record -> it.ledger().accept(record).join());
                print(name, "ledger, " + count + " submitters", shared);
                if (count == submitters) {
                    System.out.printf(
                            Locale.ROOT, "%-10s ledger / bare = %.2f%n", name, shared.perSecond() / plain.perSecond());
                }
            }
            print(name, "deliveries claimed and settled, nothing else", drain(it, () -> false));
            AtomicLong accepted = new AtomicLong();
            boolean[] accepting = {true};
            Thread load = new Thread(() -> {
                Latencies shared = measure(seconds, submitters, record -> it.ledger()
                        .accept(record)
                        .join());
                accepting[0] = false;
                print(name, "ledger, " + submitters + " submitters, while delivering", shared);
            });
            load.start();
            Latencies delivered = drain(it, () -> accepting[0]);
            load.join();
            print(name, "deliveries claimed and settled, while accepting", delivered);
            accepted.get();
        }
    }

    private void print(String name, String what, Latencies latencies) {
        long cpu = cpu();
        double micros = (cpu - cpuBefore) / 1e3 / Math.max(1, latencies.sorted().length);
        System.out.printf(
                Locale.ROOT,
                "%-10s %-50s %s  cpu %5.0f us (database %.0f)%n",
                name,
                what,
                latencies,
                micros,
                (server() - serverBefore) / 1e3 / Math.max(1, latencies.sorted().length));
        java.lang.management.ThreadMXBean bean = java.lang.management.ManagementFactory.getThreadMXBean();
        for (long id : bean.getAllThreadIds()) {
            var info = bean.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("ledger-")) {
                long now = bean.getThreadCpuTime(id);
                long was = threads.getOrDefault(id, 0L);
                threads.put(id, now);
                System.out.printf(
                        "      %s %.1f us%n",
                        info.getThreadName(), (now - was) / 1e3 / Math.max(1, latencies.sorted().length));
            }
        }
        cpuBefore = cpu();
        serverBefore = server();
    }

    private long serverBefore;

    private static long server() {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().command().orElse("").contains("postgres"))
                .mapToLong(
                        p -> p.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum();
    }

    private final Map<Long, Long> threads = new java.util.HashMap<>();
    private long cpuBefore;

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private interface Store {
        void store(Submission submission) throws Exception;
    }

    private static Latencies measure(double seconds, int threads, Store store) {
        long[][] latencies = new long[threads][];
        AtomicLong failed = new AtomicLong();
        Thread[] all = new Thread[threads];
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (int i = 0; i < threads; i++) {
            int index = i;
            all[i] = new Thread(() -> latencies[index] = submit(store, end, failed));
            all[i].start();
        }
        for (Thread thread : all) {
            join(thread);
        }
        return Latencies.of(latencies, (System.nanoTime() - start) / 1e9, failed.get());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long[] submit(Store store, long end, AtomicLong failed) {
        long[] taken = new long[1024];
        int count = 0;
        while (System.nanoTime() < end) {
            Submission submission = submission();
            long from = System.nanoTime();
            try {
                store.store(submission);
            } catch (Exception e) {
                failed.incrementAndGet();
                continue;
            }
            if (count == taken.length) {
                taken = java.util.Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = System.nanoTime() - from;
        }
        return java.util.Arrays.copyOf(taken, count);
    }

    /** Cheap to make, so that the two processors measure the stores and not this. */
    private static Submission submission() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.setAll(TEMPLATE);
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        json.put("interactionId", id)
                .put("globalInteractionId", id)
                .put("phoneNumber", "+1415555" + random.nextInt(10_000));
        return new Submission(Activity.of(json), ORIGINAL, "http", "bench", LedgerFixture.plan(DESTINATIONS));
    }

    private static ObjectNode template() {
        try {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(ORIGINAL);
            return json.put("tenant", "default").put("kind", "interaction");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two threads, as two destinations, claim and settle at once until nothing is left and nothing more comes. */
    private Latencies drain(LedgerFixture it, java.util.function.BooleanSupplier more) {
        long[][] latencies = new long[DESTINATIONS.length][];
        Thread[] all = new Thread[DESTINATIONS.length];
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (int i = 0; i < all.length; i++) {
            int index = i;
            all[i] = new Thread(() -> latencies[index] = drain(it, DESTINATIONS[index], end, more));
            all[i].start();
        }
        for (Thread thread : all) {
            join(thread);
        }
        return Latencies.of(latencies, (System.nanoTime() - start) / 1e9, 0);
    }

    private static long[] drain(
            LedgerFixture it, String destination, long end, java.util.function.BooleanSupplier more) {
        long[] taken = new long[1024];
        int count = 0;
        while (System.nanoTime() < end) {
            long from = System.nanoTime();
            List<Claim> claims = it.queue().claim("bench", Map.of(destination, 64), Duration.ofMinutes(5));
            it.queue().settle(claims.stream().map(LedgerFixture::delivered).toList());
            long each = claims.isEmpty() ? 0 : (System.nanoTime() - from);
            for (int i = 0; i < claims.size(); i++) {
                if (count == taken.length) {
                    taken = java.util.Arrays.copyOf(taken, count * 2);
                }
                taken[count++] = each;
            }
            if (claims.isEmpty() && !more.getAsBoolean()) {
                break;
            }
        }
        return java.util.Arrays.copyOf(taken, count);
    }
}
