package org.activityrelay.relay.crashtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver that lets something happen to the sender of its first request before it answers that. */
final class Stalling implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ThrowingRunnable first;

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** @param first happens when the first request has arrived */
    Stalling(ThrowingRunnable first) throws IOException {
        this.first = first;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    String url(Sink sink) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + sink.destination();
    }

    /** Delivery keys in the order of arrival. */
    List<String> keys() {
        return keys;
    }

    /** When each request arrived, by {@link System#nanoTime}. */
    List<Long> times() {
        return times;
    }

    /** Lets the first request have its answer. */
    void goOn() {
        goOn.countDown();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            times.add(System.nanoTime());
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            if (keys.size() == 1) {
                first.run();
                goOn.await();
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
