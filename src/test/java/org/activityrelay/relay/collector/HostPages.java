package org.activityrelay.relay.collector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The pages of somebody else: another origin than the relay's, with a policy as strict as pages have it. Each page holds a
 * simulated desktop ({@code desktop}), a way to begin collecting ({@code begin(options)}), and what the collector tells
 * ({@code statuses}).
 */
final class HostPages implements AutoCloseable {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Agent's page</title>
            <link rel="icon" href="data:,">
            <script type="module" src="%s"></script>
            """;

    /** %1$s: where the collector comes from; %2$s: the relay. */
    private static final String SCRIPT = """
            import { collectActivities } from "%1$s/activity-collector.js";
            import { AdApi } from "%1$s/simulated-desktop.js";
            window.statuses = [];
            window.desktop = new AdApi();
            window.begin = (options = {}) => {
              window.collector = collectActivities(desktop, {
                url: "%2$s",
                onStatus: (status) => statuses.push(status),
                ...options,
              });
            };
            window.isReady = true;
            """;

    private final HttpServer server;
    private final String relay;

    /** @param relay its origin */
    HostPages(String relay) {
        this.relay = relay;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** A page that loads the collector from the relay. */
    String page() {
        return origin() + "/";
    }

    /** A page that serves the collector itself, and so loads also while the relay is away. */
    String ownCopy() {
        return origin() + "/own";
    }

    /** A page of another site with {@link #ownCopy()} in a frame. */
    String framing() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/framing";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/" ->
                    send(exchange, "text/html", PAGE.formatted("/page.js"), policy("'self' " + relay, "'none'"));
                case "/page.js" ->
                    send(exchange, "text/javascript", SCRIPT.formatted(relay + "/collector/v1", relay), null);
                case "/own" -> send(exchange, "text/html", PAGE.formatted("/own.js"), policy("'self'", "'none'"));
                case "/own.js" -> send(exchange, "text/javascript", SCRIPT.formatted(".", relay), null);
                case "/framing" ->
                    send(
                            exchange,
                            "text/html",
                            "<!doctype html><link rel=\"icon\" href=\"data:,\"><iframe src=\"" + ownCopy()
                                    + "\"></iframe>",
                            policy("'none'", origin()));
                case "/activity-collector.js", "/simulated-desktop.js" ->
                    send(
                            exchange,
                            "text/javascript",
                            new String(CollectorFiles.read(path.substring(1)), StandardCharsets.UTF_8),
                            null);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private String policy(String scripts, String frames) {
        return "default-src 'none'; img-src data:; script-src " + scripts + "; connect-src " + relay + "; frame-src "
                + frames;
    }

    private static void send(HttpExchange exchange, String type, String text, String policy) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + ";charset=UTF-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (policy != null) {
            exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
