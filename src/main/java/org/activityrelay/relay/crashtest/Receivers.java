package org.activityrelay.relay.crashtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The receivers of deliveries: one HTTP server that appends every arrival and never removes a duplicate. */
final class Receivers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Weather weather;
    private final List<Arrival> arrivals = new ArrayList<>();

    private Receivers(HttpServer server, Weather weather) {
        this.server = server;
        this.weather = weather;
    }

    static Receivers open(Weather weather) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        Receivers receivers = new Receivers(server, weather);
        server.createContext("/", receivers::receive);
        server.setExecutor(receivers.threads);
        server.start();
        return receivers;
    }

    String url(Sink sink) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + sink.destination();
    }

    /** What arrived since the last call, in order. */
    synchronized List<Arrival> take() {
        List<Arrival> all = List.copyOf(arrivals);
        arrivals.clear();
        return all;
    }

    private synchronized void append(Arrival arrival) {
        arrivals.add(arrival);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Arrival arrival = read(exchange);
            switch (weather.next()) {
                case TAKE -> take(exchange, arrival);
                case TAKE_SLOWLY -> takeSlowly(exchange, arrival);
                case TAKE_AND_CUT -> append(arrival);
                case FAIL -> answer(exchange, 500, "{}");
                case THROTTLE -> throttle(exchange);
                case CUT -> exchange.close();
            }
        }
    }

    private static Arrival read(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            JsonNode body = JSON.readTree(in.readAllBytes());
            return new Arrival(
                    Sink.of(exchange.getRequestURI().getPath().substring(1)),
                    body.path("recordKey").asText(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    body.path("revision").asInt(),
                    body.path("interactionId").asText(),
                    body.path("version").asInt());
        }
    }

    private void take(HttpExchange exchange, Arrival arrival) throws IOException {
        append(arrival);
        answer(exchange, 200, "{\"id\":\"" + arrival.recordKey() + "\"}");
    }

    private void takeSlowly(HttpExchange exchange, Arrival arrival) throws IOException {
        append(arrival);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(weather.slowness()));
        answer(exchange, 200, "{}");
    }

    private void throttle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, weather.slowness() % 2 == 0 ? 429 : 503, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
