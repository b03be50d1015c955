package org.activityrelay.relay.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a dead destination costs a healthy one: from when a record was due to be posted until it has arrived at a receiver over
 * HTTP, in two services of which one is told to deliver every record to a socket as well that takes connections and never
 * answers. They are measured by turns, in one run.
 *
 * <p>Arguments: records per second (default 100), seconds of a turn (default 20), turns of each (default 4), database (sqlite,
 * postgresql; default sqlite).
 */
public final class IsolationBench {

    private static final int CLIENTS = 8;

    private static final String ROUTING = """
            - route:
                id: routing-isolation
                description: Sends each record to the receiver that answers, and perhaps to the one that does not.
                from:
                  uri: activity:routing
                  steps:
                    - to: activity:deliver/healthy
            """;

    private static final String TO_DEAD = "        - to: activity:deliver/dead\n";

    private static final String DESTINATION = """
            - route:
                id: destination-NAME
                description: Sends when the record was due.
                from:
                  uri: activity:destination/NAME
                  parameters:
                    concurrency: 4
                  steps:
                    - transform:
                        expression:
                          language:
                            language: jsonata
                            expression: '{"due": attachedData.nps}'
                    - marshal:
                        json:
                          library: Jackson
                    - setHeader:
                        name: Content-Type
                        constant: application/json
                    - to:
                        id: send-NAME
                        uri: "{{relay.destination.NAME.url}}"
                        parameters:
                          httpMethod: POST
            """;

    private final double rate;
    private final double seconds;
    private final int turns;

    private IsolationBench(double rate, double seconds, int turns) {
        this.rate = rate;
        this.seconds = seconds;
        this.turns = turns;
    }

    public static void main(String[] args) throws Exception {
        IsolationBench bench = new IsolationBench(
                args.length > 0 ? Double.parseDouble(args[0]) : 100,
                args.length > 1 ? Double.parseDouble(args[1]) : 20,
                args.length > 2 ? Integer.parseInt(args[2]) : 4);
        boolean postgres = args.length > 3 && args[3].equals("postgresql");
        Path home = Files.createTempDirectory(Path.of("target"), "isolation");
        try (Receiver receiver = new Receiver();
                ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
            List<String> settings = List.of(
                    "relay.destination.healthy.mode=live",
                    "relay.destination.healthy.url=http://127.0.0.1:" + receiver.port() + "/healthy",
                    "relay.destination.dead.mode=live",
                    "relay.destination.dead.url=http://127.0.0.1:" + silent.getLocalPort() + "/dead");
            try (ServiceProcess alone = start(home.resolve("alone"), ROUTING, settings, postgres);
                    ServiceProcess beside = start(home.resolve("beside"), ROUTING + TO_DEAD, settings, postgres)) {
                bench.run(receiver, alone.port(), beside.port());
            }
        }
        System.exit(0);
    }

    private static ServiceProcess start(Path home, String routing, List<String> destinations, boolean postgres)
            throws IOException {
        Path routes = Files.createDirectories(home.resolve("routes"));
        Files.writeString(routes.resolve("3-routing.camel.yaml"), routing);
        for (String name : List.of("healthy", "dead")) {
            Files.writeString(
                    routes.resolve("5-destination-" + name + ".camel.yaml"), DESTINATION.replace("NAME", name));
        }
        List<String> settings = new ArrayList<>(destinations);
        settings.addAll(postgres ? BacklogBench.postgres() : List.of());
        settings.addAll(List.of(
                "relay.intake.queue.broker=none",
                "relay.intake.files.enabled=false",
                "relay.configuration.routes=" + routes,
                "relay.configuration.site=config"));
        return ServiceProcess.start(home, RelayBench.imageOptions(), settings);
    }

    private void run(Receiver receiver, int alone, int beside) throws Exception {
        for (int port : new int[] {alone, beside, alone, beside}) {
            turn(receiver, port); // until the JVMs have compiled it
        }
        List<Latencies> quiet = new ArrayList<>();
        List<Latencies> dead = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            quiet.add(turn(receiver, alone));
            dead.add(turn(receiver, beside));
        }
        Latencies without = MillionBench.together(quiet);
        Latencies with = MillionBench.together(dead);
        System.out.println("alone                   " + without);
        System.out.println("with a dead neighbour   " + with);
        for (double quantile : new double[] {0.5, 0.99}) {
            System.out.printf(
                    Locale.ROOT,
                    "p%.0f %.2f times; median of the turns %.2f times%n",
                    100 * quantile,
                    with.millis(quantile) / without.millis(quantile),
                    median(dead, quantile) / median(quiet, quantile));
        }
    }

    private static double median(List<Latencies> turns, double quantile) {
        double[] sorted = turns.stream()
                .mapToDouble(turn -> turn.millis(quantile))
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    /** Posts at the rate, and waits until all has arrived. */
    private Latencies turn(Receiver receiver, int port) throws InterruptedException {
        receiver.take();
        AtomicInteger posted = new AtomicInteger();
        AtomicLong failed = new AtomicLong();
        long start = System.nanoTime();
        Thread[] threads = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            int index = i;
            threads[i] = new Thread(() -> post(port, start, index, posted, failed));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        while (receiver.count() < posted.get()) {
            LockSupport.parkNanos(10_000_000);
        }
        return Latencies.of(new long[][] {receiver.take()}, took, failed.get());
    }

    private void post(int port, long start, int index, AtomicInteger posted, AtomicLong failed) {
        double gap = 1e9 * CLIENTS / rate;
        try (LoadClient client = new LoadClient(port)) {
            for (long n = 0; ; n++) {
                long due = start + (long) (gap * (n + (double) index / CLIENTS));
                if (due >= start + (long) (seconds * 1e9)) {
                    return;
                }
                byte[] record = new String(Load.newRecord(), StandardCharsets.UTF_8)
                        .replace("\"nps\":\"9\"", "\"nps\":\"" + due + "\"")
                        .getBytes(StandardCharsets.UTF_8);
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                if (client.post(record) == 202) {
                    posted.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    /** Notes how long after it was due each record arrives, by the clock of this process. */
    private static final class Receiver implements AutoCloseable {

        private static final Pattern DUE = Pattern.compile("\"due\" ?: ?\"(\\d+)\"");

        private final HttpServer server;
        private long[] taken = new long[1024];
        private int count;

        Receiver() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.createContext("/", this::receive);
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        synchronized int count() {
            return count;
        }

        synchronized long[] take() {
            long[] all = Arrays.copyOf(taken, count);
            count = 0;
            return all;
        }

        private void receive(HttpExchange exchange) throws IOException {
            long now = System.nanoTime();
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                Matcher due = DUE.matcher(body);
                if (!due.find()) {
                    throw new IOException("no time in " + body);
                }
                note(now - Long.parseLong(due.group(1)));
                exchange.sendResponseHeaders(204, -1);
            }
        }

        private synchronized void note(long nanos) {
            if (count == taken.length) {
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = nanos;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
