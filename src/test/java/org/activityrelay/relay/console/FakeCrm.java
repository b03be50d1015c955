package org.activityrelay.relay.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes activities as a CRM does, or refuses them; whatever is no activity with a key of its own is answered 400. */
final class FakeCrm implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile String refusal;

    FakeCrm() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/activities", this::answer);
        server.start();
    }

    /** Answers 422 with that message from now on; with null it takes everything. */
    void refuse(String message) {
        refusal = message;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/activities";
    }

    /** The Idempotency-Key of each activity that was taken, copies among them. */
    List<String> taken() {
        return List.copyOf(taken);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!exchange.getRequestMethod().equals("POST") || key == null || !"application/json".equals(type)) {
            send(exchange, 400, "{\"error\":\"no activity\"}");
            return;
        }
        JsonNode activity = JSON.readTree(body);
        if (!activity.isObject() || activity.isEmpty()) {
            send(exchange, 400, "{\"error\":\"empty\"}");
        } else if (refusal != null) {
            send(exchange, 422, "{\"error\":\"" + refusal + "\"}");
        } else {
            taken.add(key);
            send(exchange, 201, "{\"id\":\"A-" + taken.size() + "\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
