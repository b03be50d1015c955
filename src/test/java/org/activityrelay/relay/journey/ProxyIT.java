package org.activityrelay.relay.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the world is reached through a proxy only, which Java's own settings name. */
@Timeout(600)
class ProxyIT {

    private static final String RECORD =
            "{\"interactionId\":\"proxy-1\",\"type\":\"voice\",\"disposition\":\"Product sold\"}";

    @TempDir
    Path home;

    private final Map<String, String> before = new LinkedHashMap<>();
    private Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = new Proxy();
        for (String scheme : List.of("http", "https")) {
            set(scheme + ".proxyHost", "127.0.0.1");
            set(scheme + ".proxyPort", Integer.toString(proxy.port()));
        }
    }

    @AfterEach
    void stop() throws IOException {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        proxy.close();
    }

    @Test
    void aDestinationIsReachedThroughIt() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)
                .start(
                        "relay.destination.crm.mode=live",
                        "relay.destination.crm.url=http://crm.example.com/activities")) {
            relay.post("/api/v1/activities", "application/json", RECORD.getBytes(StandardCharsets.UTF_8));

            await().until(() ->
                    relay.json("/api/v1/activities?destination=crm").toString().contains("\"externalId\":\"X-1\""));
        }
        assertThat(proxy.asked).contains("POST http://crm.example.com/activities HTTP/1.1");
    }

    @Test
    void soIsAnAuthorizationServer() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)
                .start(
                        "relay.destination.crm.mode=live",
                        "relay.destination.crm.url=https://crm.example.com/activities",
                        "relay.destination.crm.auth.type=oauth2",
                        "relay.destination.crm.auth.token-url=https://login.example.com/token",
                        "relay.destination.crm.auth.client-id=relay",
                        "relay.destination.crm.auth.client-secret=secret")) {
            relay.post("/api/v1/activities", "application/json", RECORD.getBytes(StandardCharsets.UTF_8));

            await().until(() -> !proxy.asked.isEmpty());
        }
        assertThat(proxy.asked.get(0)).isEqualTo("CONNECT login.example.com:443 HTTP/1.1");
    }

    private void set(String name, String value) {
        before.put(name, System.getProperty(name));
        System.setProperty(name, value);
    }

    /** Answers in place of whoever is asked for; lets no TLS through. */
    private static final class Proxy implements AutoCloseable {

        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        private Proxy() throws IOException {
            Thread thread = new Thread(this::serve, "proxy");
            thread.setDaemon(true);
            thread.start();
        }

        private int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    answer(client);
                } catch (IOException closed) {
                    // The next one, if there is any.
                }
            }
        }

        private void answer(Socket client) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase().startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            for (int i = 0; i < length; i++) {
                in.read();
            }
            asked.add(request);
            String body = "{\"id\":\"X-1\"}";
            String answer = request.startsWith("CONNECT")
                    ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    : "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body;
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
