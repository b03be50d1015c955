package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A CRM's HTTP interface with a memory: what is common to the strict fakes of all of them. */
abstract class FakeCrm implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile String validToken = "";

    FakeCrm() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** A request as it came in. */
    record Request(String method, String path, Map<String, String> query, JsonNode body, Map<String, String> headers) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What is answered. */
    record Reply(int status, JsonNode body, String text, Map<String, String> headers) {
        static Reply of(int status, JsonNode body) {
            return new Reply(status, body, null, Map.of());
        }

        static Reply empty(int status) {
            return new Reply(status, null, null, Map.of());
        }

        Reply with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Reply(status, body, text, more);
        }
    }

    /** What goes wrong with the next write. */
    private record Fault(boolean done, Reply reply) {

        /** Nothing goes wrong. */
        private static final Fault NONE = new Fault(true, null);
    }

    /** A request that changes something, as this CRM has it. */
    abstract boolean isWrite(Request request);

    abstract String tokenPath();

    abstract Reply token(Map<String, String> form, Map<String, String> headers);

    abstract Reply unauthorized();

    /** Answers a request of somebody known. */
    abstract Reply answer(Request request);

    // ---- what a test makes happen

    /** The next write is done, and its answer lost. */
    void loseNextAnswer() {
        fault(new Fault(true, null));
    }

    /** The connection of the next write breaks before anything is done. */
    void loseNextRequest() {
        fault(new Fault(false, null));
    }

    /** Nothing goes wrong with the next write. */
    void passNext() {
        fault(Fault.NONE);
    }

    /** The next write is answered so, and nothing is done. */
    void answerNext(Reply reply) {
        fault(new Fault(false, reply));
    }

    private void fault(Fault fault) {
        synchronized (faults) {
            faults.add(fault);
        }
    }

    void page() {
        answerNext(new Reply(200, null, "<html><body>Hibernating</body></html>", Map.of("Content-Type", "text/html")));
    }

    /** Sessions end. */
    void expireTokens() {
        validToken = "";
    }

    String newToken() {
        validToken = "token-" + tokens.incrementAndGet();
        return validToken;
    }

    int tokensGiven() {
        return tokens.get();
    }

    // ---- what a test looks at

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    List<Request> writes() {
        return requests().stream().filter(this::isWrite).toList();
    }

    void forgetRequests() {
        synchronized (requests) {
            requests.clear();
        }
    }

    // ---- HTTP

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getRawPath();
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            if (path.equals(tokenPath())) {
                send(exchange, token(pairs(text), headers));
                return;
            }
            Request request = new Request(
                    exchange.getRequestMethod(),
                    decoded(path),
                    pairs(String.valueOf(exchange.getRequestURI().getRawQuery())),
                    parse(text),
                    headers);
            synchronized (requests) {
                requests.add(request);
            }
            Fault fault = null;
            if (isWrite(request)) {
                synchronized (faults) {
                    fault = faults.poll();
                }
            }
            if (fault != null && fault.reply() != null) {
                send(exchange, fault.reply());
                return;
            }
            if (fault != null && !fault.done()) {
                return;
            }
            Reply reply;
            synchronized (this) {
                reply = isKnown(headers) ? answer(request) : unauthorized();
            }
            if (fault == null || fault == Fault.NONE) {
                send(exchange, reply);
            }
        }
    }

    boolean isKnown(Map<String, String> headers) {
        return !validToken.isEmpty() && ("Bearer " + validToken).equals(headers.get("Authorization"));
    }

    private static JsonNode parse(String text) {
        try {
            return text.isEmpty() ? null : JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private static Map<String, String> pairs(String form) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.merge(
                        decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)), (a, b) -> a + "," + b);
            }
        }
        return pairs;
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body() != null
                ? JSON.writeValueAsBytes(reply.body())
                : reply.text() == null ? new byte[0] : reply.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
