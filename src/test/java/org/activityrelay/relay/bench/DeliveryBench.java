package org.activityrelay.relay.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.delivery.engine.BenchEngine;
import org.activityrelay.relay.delivery.engine.DeliveryEngine;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.LedgerFixture;
import org.activityrelay.relay.ledger.Submission;

/**
 * The delivery engine with routes that do nothing or wait: how fast a backlog drains, and what a dead neighbour costs a
 * healthy destination. Arguments: deliveries (default 60000), then any of memory, sqlite, postgresql (default all).
 */
public final class DeliveryBench {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final int deliveries;

    private DeliveryBench(int deliveries) {
        this.deliveries = deliveries;
    }

    public static void main(String[] args) throws Exception {
        DeliveryBench bench = new DeliveryBench(args.length > 0 ? Integer.parseInt(args[0]) : 60_000);
        List<String> on = args.length > 1
                ? Arrays.asList(args).subList(1, args.length)
                : List.of("memory", "sqlite", "postgresql");
        System.out.printf(
                "Java %s, %d processors%n",
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
        for (String queue : on) {
            bench.run(queue);
        }
        System.exit(0);
    }

    private void run(String on) throws Exception {
        if (deliveries == 0) {
            accepting(on);
            accepting(on);
            accepting(on);
            return;
        }
        drain(on, 4, 0, "platform", DeliveryBench::platform);
        drain(on, 4, 0, "platform", DeliveryBench::platform);
        drain(on, 64, 10, "platform", DeliveryBench::platform);
        if (Runtime.version().feature() >= 21) {
            drain(on, 4, 0, "virtual", DeliveryBench::virtual);
            drain(on, 64, 10, "virtual", DeliveryBench::virtual);
        }
        if (!on.equals("memory")) {
            accepting(on);
        }
        neighbour(on, false);
        neighbour(on, true);
    }

    private void drain(
            String on, int concurrency, int millis, String name, Function<ThreadFactory, ExecutorService> threads)
            throws Exception {
        try (Source source = open(on)) {
            int count = millis == 0 ? deliveries : deliveries / 4;
            fill(source, count);
            CountDownLatch done = new CountDownLatch(count);
            NoOp crm = new NoOp("crm", concurrency, claim -> {
                LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
                done.countDown();
            });
            DeliveryEngine engine = BenchEngine.on(source.queue(), Map.of("crm", crm), threads);
            long start = System.nanoTime();
            engine.start();
            done.await();
            // The stop writes the last outcomes.
            engine.stop();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-10s backlog of %6d, %2d at a time, %2d ms each, %-8s threads: %6.0f deliveries/s%n",
                    on,
                    count,
                    concurrency,
                    millis,
                    name,
                    count / seconds);
        }
    }

    /** From the accept being asked for to the delivery, at 200 records/s. */
    private void neighbour(String on, boolean dead) throws Exception {
        try (Source source = open(on)) {
            int count = 2_000;
            CountDownLatch done = new CountDownLatch(count);
            CountDownLatch never = new CountDownLatch(1);
            Map<String, Long> accepted = new java.util.concurrent.ConcurrentHashMap<>();
            long[] latencies = new long[count];
            AtomicLong next = new AtomicLong();
            NoOp healthy = new NoOp("crm", 4, claim -> {
                Long began = accepted.get(claim.activity().interactionId());
                latencies[(int) next.getAndIncrement()] = System.nanoTime() - began;
                done.countDown();
            });
            NoOp hanging = new NoOp("dead", 4, claim -> {
                try {
                    never.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            DeliveryEngine engine = BenchEngine.on(source.queue(), Map.of("crm", healthy, "dead", hanging));
            engine.start();
            String[] to = dead ? new String[] {"crm", "dead"} : new String[] {"crm"};
            long gap = Duration.ofSeconds(1).toNanos() / 200;
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(begin + i * gap - System.nanoTime());
                Activity activity = record();
                accepted.put(activity.interactionId(), System.nanoTime());
                source.accept(activity, to);
            }
            done.await();
            never.countDown();
            engine.stop();
            System.out.println(String.format(
                            Locale.ROOT, "%-10s 200 records/s, %s", on, dead ? "a dead neighbour" : "alone           ")
                    + "  " + Latencies.of(new long[][] {latencies}, (System.nanoTime() - begin) / 1e9, 0));
        }
    }

    /** What accepting and delivering cost each other, with more on offer than either can take. */
    private void accepting(String on) throws Exception {
        try (Source source = open(on)) {
            AtomicLong delivered = new AtomicLong();
            NoOp crm = new NoOp("crm", 4, claim -> delivered.incrementAndGet());
            NoOp database = new NoOp("database", 4, claim -> delivered.incrementAndGet());
            DeliveryEngine engine = BenchEngine.on(source.queue(), Map.of("crm", crm, "database", database));
            engine.start();
            AtomicLong accepted = new AtomicLong();
            long cpuBefore = cpu();
            long begin = System.nanoTime();
            long end = begin + Duration.ofSeconds(10).toNanos();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Thread client = new Thread(() -> {
                    while (System.nanoTime() < end) {
                        source.accept(record(), "crm", "database").join();
                        accepted.incrementAndGet();
                    }
                });
                clients.add(client);
                client.start();
            }
            for (Thread client : clients) {
                client.join();
            }
            long soFar = delivered.get();
            double micros = (cpu() - cpuBefore) / 1e3 / accepted.get();
            double seconds = (System.nanoTime() - begin) / 1e9;
            engine.stop();
            System.out.printf(
                    Locale.ROOT,
                    "%-10s 64 clients: %6.0f accepts/s, %6.0f deliveries/s, %d left, %.0f us of processor time per record%n",
                    on,
                    accepted.get() / seconds,
                    soFar / seconds,
                    2 * accepted.get() - soFar,
                    micros);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void fill(Source source, int count) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pending.add(source.accept(record(), "crm"));
            if (pending.size() == 500) {
                pending.forEach(CompletableFuture::join);
                pending.clear();
            }
        }
        pending.forEach(CompletableFuture::join);
    }

    private static Activity record() {
        try {
            ObjectNode record = (ObjectNode) MAPPER.readTree(Load.newRecord());
            return Activity.of(record.put("tenant", "default")
                    .put("kind", "interaction")
                    .put("interactionId", UUID.randomUUID().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExecutorService platform(ThreadFactory factory) {
        return Executors.newCachedThreadPool(factory);
    }

    /** By reflection: the code is compiled for Java 17. */
    private static ExecutorService virtual(ThreadFactory unused) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Source open(String on) throws Exception {
        return switch (on) {
            case "memory" -> new Memory();
            case "sqlite" ->
                new Ledger(LedgerFixture.open(
                        "jdbc:sqlite:"
                                + Files.createTempDirectory(Path.of("target"), "bench")
                                        .resolve("ledger.db"),
                        null,
                        null));
            case "postgresql" ->
                new Ledger(LedgerFixture.open(
                        SharedPostgres.newDatabase(), SharedPostgres.username(), SharedPostgres.password()));
            default -> throw new IllegalArgumentException(on + " is none of memory, sqlite, postgresql");
        };
    }

    /** Where deliveries come from. */
    private interface Source extends AutoCloseable {
        DeliveryQueue queue();

        CompletableFuture<?> accept(Activity activity, String... destinations);

        @Override
        void close();
    }

    private record Ledger(LedgerFixture fixture) implements Source {

        @Override
        public DeliveryQueue queue() {
            return fixture.queue();
        }

        @Override
        public CompletableFuture<?> accept(Activity activity, String... destinations) {
            byte[] original = activity.json().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return fixture.ledger()
                    .accept(new Submission(activity, original, "http", "me", LedgerFixture.plan(destinations)));
        }

        @Override
        public void close() {
            fixture.close();
        }
    }

    private record Memory(PassingQueue passing) implements Source {

        private Memory() {
            this(new PassingQueue());
        }

        @Override
        public DeliveryQueue queue() {
            return passing;
        }

        @Override
        public CompletableFuture<?> accept(Activity activity, String... destinations) {
            for (String destination : destinations) {
                passing.add(activity, destination);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }
}
