package org.activityrelay.relay.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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
    private long ownBefore;
    private long serverBefore;

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
            Store shared = record -> it.ledger().accept(record).join();
            measure(seconds / 3, submitters, shared);
            measure(seconds / 3, submitters, bare::store);
            print(name, "(warming up)", measure(1, submitters, shared));
            Latencies plain = measure(seconds, submitters, bare::store);
            print(name, "bare JDBC, " + submitters + " submitters", plain);
            print(name, "ledger, 1 submitter", measure(seconds, 1, shared));
            print(name, "ledger, 16 submitters", measure(seconds, 16, shared));
            Latencies together = measure(seconds, submitters, shared);
            print(name, "ledger, " + submitters + " submitters", together);
            System.out.printf(
                    Locale.ROOT, "%-10s ledger / bare = %.2f%n", name, together.perSecond() / plain.perSecond());
            print(name, "deliveries claimed and settled, nothing else", drain(it, () -> false));
            atOnce(name, it, shared);
        }
    }

    private void atOnce(String name, LedgerFixture it, Store shared) {
        AtomicBoolean accepting = new AtomicBoolean(true);
        AtomicReference<Latencies> accepted = new AtomicReference<>();
        Thread load = new Thread(() -> {
            accepted.set(measure(seconds, submitters, shared));
            accepting.set(false);
        });
        load.start();
        Latencies delivered = drain(it, accepting::get);
        join(load);
        print(name, "ledger, " + submitters + " submitters, while delivering", accepted.get());
        System.out.printf(
                Locale.ROOT, "%-10s %-50s %s%n", name, "deliveries claimed and settled, while accepting", delivered);
    }

    /** With the processor time per record, which other load on the machine disturbs least. */
    private void print(String name, String what, Latencies latencies) {
        double records = Math.max(1, latencies.sorted().length);
        double own = (ownNanos() - ownBefore) / 1e3 / records;
        double server = (serverNanos() - serverBefore) / 1e3 / records;
        System.out.printf(
                Locale.ROOT, "%-10s %-50s %s  cpu %,6.0f us + server %,4.0f us%n", name, what, latencies, own, server);
        ownBefore = ownNanos();
        serverBefore = serverNanos();
    }

    private static long ownNanos() {
        return nanos(ProcessHandle.current());
    }

    private static long serverNanos() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .mapToLong(LedgerBench::nanos)
                .sum();
    }

    private static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** The comparison alone. */
    static Latencies measureBare(BareJdbc bare, double seconds, int threads) {
        return measure(seconds, threads, bare::store);
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
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = System.nanoTime() - from;
        }
        return Arrays.copyOf(taken, count);
    }

    /** Cheap to make, so that the two processors measure the stores and not this. */
    static Submission submission() {
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
    private Latencies drain(LedgerFixture it, BooleanSupplier more) {
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

    private static long[] drain(LedgerFixture it, String destination, long end, BooleanSupplier more) {
        long[] taken = new long[1024];
        int count = 0;
        while (System.nanoTime() < end) {
            long from = System.nanoTime();
            List<Claim> claims = it.queue().claim("bench", Map.of(destination, 64), Duration.ofMinutes(5));
            it.queue().settle(claims.stream().map(LedgerFixture::delivered).toList());
            long each = claims.isEmpty() ? 0 : (System.nanoTime() - from);
            for (int i = 0; i < claims.size(); i++) {
                if (count == taken.length) {
                    taken = Arrays.copyOf(taken, count * 2);
                }
                taken[count++] = each;
            }
            if (claims.isEmpty() && !more.getAsBoolean()) {
                break;
            }
        }
        return Arrays.copyOf(taken, count);
    }
}
