package org.activityrelay.relay.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A third party's interface: refuses everything, or takes it. */
final class Crm implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean refuses = true;

    Crm() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"id\":\"c-1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (!refuses) {
                taken.incrementAndGet();
            }
            exchange.sendResponseHeaders(refuses ? 422 : 201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    void refuses(boolean now) {
        refuses = now;
    }

    int taken() {
        return taken.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/activities";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
